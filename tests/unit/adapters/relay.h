// A small SMTP server for one test: real sockets, one connection after another, answers by a table.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "model/tls_source.h"

namespace syncgate::adapters {

struct TakenMessage {
    std::string sender, parameters;
    std::vector<std::string> recipients;
    std::string bytes;
    bool encrypted = false;
    std::string login;  // what AUTH PLAIN carried, decoded; the two words of AUTH LOGIN
};

struct RelayBehaviour {
    std::vector<std::string> extensions{"8BITMIME", "SIZE 1000000"};
    // By the beginning of a command: what is answered instead of yes. "" ends the connection,
    // "silence" never answers.
    std::map<std::string, std::string> answers;
    TlsSource* tls = nullptr;
    bool tls_from_start = false;
};

class Relay {
  public:
    explicit Relay(RelayBehaviour behaviour);
    ~Relay();
    [[nodiscard]] std::uint16_t port() const { return port_; }
    std::vector<TakenMessage> taken();
    // When the connection that is there has ended: a client does not wait for what it says last.
    std::vector<std::string> commands();

  private:
    class Connection;
    void set_busy(bool busy);
    void note(const std::string& command);
    void keep(TakenMessage message);

    RelayBehaviour behaviour_;
    int listener_;
    std::uint16_t port_ = 0;
    std::mutex mutex_;  // guards all below but the thread
    std::condition_variable ended_;
    bool busy_ = false;
    std::vector<TakenMessage> taken_;
    std::vector<std::string> commands_;
    std::jthread thread_;
};

}  // namespace syncgate::adapters
