// A phone as the benchmarks need it: the requests of a real one, nothing checked beyond success.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "bench/load/tls_client.h"
#include "formats/wbxml/element.h"

namespace syncgate::bench {

// An answer that was not 200.
struct HttpFailure : std::runtime_error {
    HttpFailure(const std::string& command, Response answer)
        : std::runtime_error(command + ": HTTP " + std::to_string(answer.status)),
          response(std::move(answer)) {}
    Response response;
};

class Phone {
  public:
    Phone(std::uint16_t port, std::string address, std::string device,
          const std::string& source = "127.0.0.1");

    void connect();  // anew
    void connect(std::uint16_t port) {
        port_ = port;
        connect();
    }
    void disconnect() { connection_.reset(); }

    // Provision in both phases, then the folders.
    void set_up();

    // ServerId of the inbox, of the default address book, and of the first `count` folders.
    [[nodiscard]] const std::string& inbox() const { return inbox_; }
    [[nodiscard]] const std::string& contacts() const { return contacts_; }
    [[nodiscard]] std::vector<std::string> folders(std::size_t count) const;

    // One Sync of a folder; returns how many Adds came. Keeps the key.
    struct Page {
        int adds = 0;
        bool more = false;
        std::size_t bytes = 0;
    };
    Page sync(const std::string& folder, int window);
    void sync_all(const std::string& folder, int window);

    void folder_sync();

    // Sends a Ping and leaves the answer to come.
    void ping(const std::vector<std::string>& folders, int heartbeat);
    // The same with a Sync that hangs.
    void hang(const std::vector<std::string>& folders, int heartbeat);
    Response answer() { return connection_->receive(); }

    // Bodies from here on: Type of BodyPreference, at most so many bytes.
    void prefer(int type, int bytes) {
        body_type_ = type;
        body_bytes_ = bytes;
    }

    // `more`: further lines of the head, each with its CRLF. Throws HttpFailure.
    Response post(const std::string& command, const wbxml::Element* root,
                  const std::string& more = "");
    TlsClient& connection() { return *connection_; }
    // "OPTIONS ..." as bytes, with this phone's login.
    [[nodiscard]] std::string options_request() const;

  private:
    [[nodiscard]] std::string head(const std::string& command, std::size_t length,
                                   const std::string& more = "") const;

    struct Key {
        std::string folder, key;
    };
    std::string& key_of(const std::string& folder);

    std::uint16_t port_;
    std::string address_, device_, source_, authorization_;
    std::unique_ptr<TlsClient> connection_;
    std::string policy_key_ = "0", folder_key_ = "0", inbox_, contacts_;
    std::vector<std::string> folders_;
    std::vector<Key> keys_;
    int body_type_ = 2, body_bytes_ = 4096;
};

inline constexpr std::string_view kPassword = "bench-password";

}  // namespace syncgate::bench
