// Package k8s finds nobody, as the package above it.
package k8s

type Provider struct{}

func (*Provider) Help() string { return "" }
