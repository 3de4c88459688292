// A certificate authority for trying things out: DIR/ca.pem signs a server certificate with an
// ECDSA and one with an RSA key. For a real server, get real certificates.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "certs/server_tls.h"

namespace syncgate::certs {

// Makes what is not there, or ends within 30 days, or lacks one of `names` (DNS names and numeric
// addresses); the authority is kept as long as it is valid. Keys have mode 0600. The files to load.
// Errors: kUnavailable (the disk), kInternal (OpenSSL).
Result<std::vector<CertificateFiles>> ensure_development_certificates(
    const std::filesystem::path& dir, const std::vector<std::string>& names);

// localhost, the host's own name, the loopback addresses.
std::vector<std::string> local_names();

}  // namespace syncgate::certs
