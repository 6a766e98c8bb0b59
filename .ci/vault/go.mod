module countersign/ci/vault

go 1.25.3

// Its sums are those of the checksum database; later versions need an sdk that is not published.
require github.com/hashicorp/vault v1.21.2

replace github.com/hashicorp/go-discover => ./discover
