"""Google's APIs in front of the service: REST and gRPC, only translation."""
