// What the parts of `serve` are told, from the configuration.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "adapters/smtp_client.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"
#include "certs/server_tls.h"
#include "gateway/config.h"
#include "gateway/http/server_options.h"
#include "store/store.h"

namespace syncgate {

LogLevel level_of(const std::string& name);  // as check_choice() let it pass

// What we call ourselves.
std::string host_name(const Config& config);

// Errors: kMalformed (no HOST:PORT), kNotFound (the file of its password).
Result<adapters::RelayOptions> relay_options(const Config& config, const std::string& hostname);

store::Rules rules_of(const Config& config);

// `data`: for bodies that are spooled.
http::ServerOptions server_options(const Config& config, const std::filesystem::path& data);

// The certificates that are configured, else of the development authority in `data`.
// Errors: of certs/.
Result<std::unique_ptr<certs::ServerTls>> make_tls(const Config& config,
                                                   const std::filesystem::path& data,
                                                   const Clock& clock);

}  // namespace syncgate
