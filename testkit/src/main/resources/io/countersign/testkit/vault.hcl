storage "inmem" {}

listener "tcp" {
  address     = "127.0.0.1:@PORT@"
  tls_disable = true
}

listener "tcp" {
  address            = "127.0.0.1:@SECURE_PORT@"
  tls_cert_file      = "@FOLDER@/server.pem"
  tls_key_file       = "@FOLDER@/server.key"
  tls_client_ca_file = "@FOLDER@/authority.pem"
}

api_addr      = "http://127.0.0.1:@PORT@"
disable_mlock = true
log_level     = "warn"
