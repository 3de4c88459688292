#include "tests/unit/adapters/relay.h"

#include <array>

#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/base64.h"
#include "base/text.h"

namespace syncgate::adapters {

class Relay::Connection {
  public:
    Connection(Relay& relay, int fd, const std::stop_token& stop)
        : relay_(relay), behaviour_(relay.behaviour_), fd_(fd), stop_(stop) {
        const timeval patience{20, 0};
        setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    }
    ~Connection() {
        if (ssl_ != nullptr) {
            SSL_free(ssl_);
        }
        close(fd_);
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    void run() {
        if (behaviour_.tls_from_start && !start_tls()) {
            return;
        }
        if (!answer("greeting", "220 relay ESMTP")) {
            return;
        }
        std::string line;
        while (read_line(line)) {
            relay_.note(line);
            if (!command(line)) {
                return;
            }
        }
    }

  private:
    bool command(const std::string& line) {
        const std::string verb = line.substr(0, line.find(' '));
        if (verb == "EHLO") {
            return hello();
        }
        if (verb == "STARTTLS") {
            return behaviour_.tls == nullptr ? answer(line, "502 not here")
                                             : answer(line, "220 go ahead") && start_tls();
        }
        if (verb == "AUTH") {
            return login(line);
        }
        if (verb == "MAIL") {
            message_.sender = line.substr(11, line.find('>') - 11);
            message_.parameters = std::string(trim(line.substr(line.find('>') + 1)));
            message_.recipients.clear();
            return answer(line, "250 ok");
        }
        if (verb == "RCPT") {
            message_.recipients.push_back(line.substr(9, line.find('>') - 9));
            return answer(line, "250 ok");
        }
        if (verb == "DATA") {
            return answer(line, "354 go ahead") && data();
        }
        return verb != "QUIT" && answer(line, "250 ok");
    }

    // "AUTH PLAIN base64", or "AUTH LOGIN" and two questions.
    bool login(const std::string& line) {
        if (line != "AUTH LOGIN") {
            const auto plain = base64_decode(line.substr(line.rfind(' ') + 1));
            message_.login = plain ? *plain : "";
            return answer(line, "235 welcome");
        }
        std::string user;
        std::string password;
        if (write("334 VXNlcm5hbWU6\r\n") && read_line(user) && write("334 UGFzc3dvcmQ6\r\n") &&
            read_line(password)) {
            message_.login = user + " " + password;
        }
        return answer(line, "235 welcome");
    }

    bool hello() {
        std::string reply = "250-relay\r\n";
        for (const auto& each : behaviour_.extensions) {
            if (each != "STARTTLS" || ssl_ == nullptr) {
                reply += "250-" + each + "\r\n";
            }
        }
        return answer("EHLO", reply + "250 HELP");
    }

    bool data() {
        if (behaviour_.answers.contains("DATA")) {
            return true;
        }
        message_.bytes.clear();
        std::string line;
        while (read_line(line)) {
            if (line == ".") {
                if (behaviour_.answers.contains("message")) {
                    return answer("message", "");
                }
                message_.encrypted = ssl_ != nullptr;
                relay_.keep(message_);
                return answer("message", "250 taken");
            }
            message_.bytes += line.starts_with('.') ? line.substr(1) : line;
            message_.bytes += "\r\n";
        }
        return false;
    }

    bool answer(const std::string& what, const std::string& usual) {
        for (const auto& [prefix, instead] : behaviour_.answers) {
            if (istarts_with(what, prefix)) {
                return instead == "silence" ? wait() : !instead.empty() && write(instead + "\r\n");
            }
        }
        return write(usual + "\r\n");
    }

    // Until the client goes or the test ends.
    bool wait() {
        while (!stop_.stop_requested()) {
            pollfd one{fd_, POLLRDHUP, 0};
            if (poll(&one, 1, 20) > 0) {
                break;
            }
        }
        return false;
    }

    bool start_tls() {
        ssl_ = SSL_new(behaviour_.tls->current());
        SSL_set_fd(ssl_, fd_);
        return SSL_accept(ssl_) == 1;
    }

    bool write(const std::string& text) {
        const auto size = static_cast<int>(text.size());
        return ssl_ != nullptr ? SSL_write(ssl_, text.data(), size) == size
                               : send(fd_, text.data(), text.size(), MSG_NOSIGNAL) == size;
    }

    // Without its CRLF; a bare LF does not end a line.
    bool read_line(std::string& line) {
        std::size_t end = 0;
        while ((end = input_.find("\r\n")) == std::string::npos) {
            std::array<char, 4096> piece{};
            const auto n = ssl_ != nullptr
                               ? SSL_read(ssl_, piece.data(), static_cast<int>(piece.size()))
                               : recv(fd_, piece.data(), piece.size(), 0);
            if (n <= 0) {
                return false;
            }
            input_.append(piece.data(), static_cast<std::size_t>(n));
        }
        line = input_.substr(0, end);
        input_.erase(0, end + 2);
        return true;
    }

    Relay& relay_;
    const RelayBehaviour& behaviour_;
    int fd_;
    const std::stop_token& stop_;
    SSL* ssl_ = nullptr;
    std::string input_;
    TakenMessage message_;
};

Relay::Relay(RelayBehaviour behaviour)
    : behaviour_(std::move(behaviour)), listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = static_cast<sockaddr*>(static_cast<void*>(&address));
    bind(listener_, generic, size);
    listen(listener_, 16);
    getsockname(listener_, generic, &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::jthread([this](const std::stop_token& stop) {
        for (;;) {
            const int fd = accept(listener_, nullptr, nullptr);
            if (fd < 0 || stop.stop_requested()) {
                return;
            }
            set_busy(true);
            Connection(*this, fd, stop).run();
            set_busy(false);
        }
    });
}

Relay::~Relay() {
    thread_.request_stop();
    shutdown(listener_, SHUT_RDWR);  // ends accept()
    thread_.join();
    close(listener_);
}

std::vector<TakenMessage> Relay::taken() {
    const std::lock_guard lock(mutex_);
    return taken_;
}

std::vector<std::string> Relay::commands() {
    std::unique_lock lock(mutex_);
    ended_.wait(lock, [this] { return !busy_; });
    return commands_;
}

void Relay::set_busy(bool busy) {
    {
        const std::lock_guard lock(mutex_);
        busy_ = busy;
    }
    ended_.notify_all();
}

void Relay::note(const std::string& command) {
    const std::lock_guard lock(mutex_);
    commands_.push_back(command);
}

void Relay::keep(TakenMessage message) {
    const std::lock_guard lock(mutex_);
    taken_.push_back(std::move(message));
}

}  // namespace syncgate::adapters
