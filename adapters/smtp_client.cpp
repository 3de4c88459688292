#include "adapters/smtp_client.h"

#include <algorithm>
#include <vector>

#include "adapters/stream.h"
#include "base/base64.h"
#include "base/text.h"

namespace syncgate::adapters {
namespace {

struct SmtpReply {
    int code = 0;
    std::vector<std::string> lines;  // without their codes
};

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_safe(std::string_view address) {
    return address.find_first_of("\r\n<> ") == std::string_view::npos;
}

bool has_word(std::string_view text, std::string_view word) {
    const auto words = split(text, ' ');
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view each) { return iequals(each, word); });
}

ErrorCode code_of(int reply) {
    constexpr int kOverSize = 552;
    if (reply == kOverSize) {
        return ErrorCode::kTooLarge;
    }
    return reply >= 500 ? ErrorCode::kForbidden : ErrorCode::kUnavailable;
}

// Dot-stuffed, CRLF at the end, the final dot. Source: RFC 5321 4.5.2.
std::string dot_stuffed(std::string_view message) {
    std::string out;
    out.reserve(message.size() + message.size() / 64 + 8);
    bool line_start = true;
    for (const char c : message) {
        if (line_start && c == '.') {
            out += '.';
        }
        out += c;
        line_start = c == '\n';
    }
    if (!line_start) {
        out += "\r\n";
    }
    return out + ".\r\n";
}

// One message on one connection.
class Transaction {
  public:
    Transaction(Stream& stream, const RelayOptions& options) : stream_(stream), options_(options) {}

    Result<void> begin() {
        if (auto greeting = expect("", 220); !greeting) {
            return greeting;
        }
        if (auto hello = say_hello(); !hello) {
            return hello;
        }
        if (auto tls = secure(); !tls) {
            return tls;
        }
        return authenticate();
    }

    Result<void> send(const MailEnvelope& envelope, std::string_view message) {
        if (const auto limit = size_limit(); limit != 0 && message.size() > limit) {
            return Error{ErrorCode::kTooLarge, "the relay takes at most " + std::to_string(limit)};
        }
        std::string parameters;
        parameters += offers("SIZE") ? " SIZE=" + std::to_string(message.size()) : "";
        parameters += offers("8BITMIME") ? " BODY=8BITMIME" : "";
        const bool utf8 = !is_ascii(envelope.sender) ||
                          !std::all_of(envelope.recipients.begin(), envelope.recipients.end(),
                                       [](const std::string& each) { return is_ascii(each); });
        parameters += utf8 && offers("SMTPUTF8") ? " SMTPUTF8" : "";
        if (auto mail = expect("MAIL FROM:<" + envelope.sender + ">" + parameters, 250); !mail) {
            return mail;
        }
        for (const auto& recipient : envelope.recipients) {
            // All or nobody: a refused recipient must not hide behind others that were taken.
            if (auto rcpt = expect("RCPT TO:<" + recipient + ">", 250); !rcpt) {
                return rcpt;
            }
        }
        if (auto data = expect("DATA", 354); !data) {
            return data;
        }
        if (auto written = stream_.write(dot_stuffed(message)); !written) {
            return written;
        }
        stream_.set_timeout(options_.final_timeout);
        if (auto taken = expect("", 250); !taken) {
            return taken;
        }
        stream_.set_timeout(options_.timeout);
        (void)stream_.write("QUIT\r\n");  // the message is taken already
        return {};
    }

  private:
    Result<SmtpReply> read_reply() {
        SmtpReply reply;
        for (;;) {
            auto line = stream_.read_line();
            if (!line) {
                return line.error();
            }
            const auto code = parse_uint(std::string_view(*line).substr(0, 3));
            if (line->size() < 3 || !code) {
                return Error{ErrorCode::kUnavailable, "the relay speaks no SMTP"};
            }
            reply.code = static_cast<int>(*code);
            reply.lines.push_back(line->size() > 4 ? line->substr(4) : std::string());
            if (line->size() < 4 || (*line)[3] != '-') {
                return reply;
            }
        }
    }

    // Sends a command ("" only reads) and wants this code.
    Result<void> expect(const std::string& command, int wanted, SmtpReply* got = nullptr) {
        if (!command.empty()) {
            if (auto written = stream_.write(command + "\r\n"); !written) {
                return written;
            }
        }
        auto reply = read_reply();
        if (!reply) {
            return reply.error();
        }
        if (reply->code / 10 != wanted / 10) {
            return Error{code_of(reply->code), "the relay answers " + std::to_string(reply->code) +
                                                   " " + reply->lines.front()};
        }
        if (got != nullptr) {
            *got = *std::move(reply);
        }
        return {};
    }

    Result<void> say_hello() { return expect("EHLO " + options_.hostname, 250, &extensions_); }

    [[nodiscard]] const std::string* find_extension(std::string_view name) const {
        const auto it = std::find_if(
            extensions_.lines.begin(), extensions_.lines.end(), [&](const std::string& line) {
                return iequals(std::string_view(line).substr(0, line.find(' ')), name);
            });
        return it == extensions_.lines.end() ? nullptr : &*it;
    }
    [[nodiscard]] bool offers(std::string_view name) const {
        return find_extension(name) != nullptr;
    }
    [[nodiscard]] std::uint64_t size_limit() const {
        const auto* line = find_extension("SIZE");
        const auto space = line == nullptr ? std::string::npos : line->find(' ');
        return space == std::string::npos
                   ? 0
                   : parse_uint(std::string_view(*line).substr(space + 1)).value_or(0);
    }

    Result<void> secure() {
        using Tls = RelayOptions::Tls;
        const bool wanted = options_.tls == Tls::kStartTls ||
                            (options_.tls == Tls::kWhenOffered && offers("STARTTLS"));
        if (!wanted) {
            return {};
        }
        if (auto started = expect("STARTTLS", 220); !started) {
            return started;
        }
        const bool strict = options_.tls == Tls::kStartTls || !options_.user.empty();
        if (auto tls = stream_.start_tls(certs::make_client_tls(options_.authority), options_.host,
                                         strict ? options_.host : std::string());
            !tls) {
            return tls;
        }
        encrypted_ = true;
        return say_hello();
    }

    Result<void> authenticate() {
        if (options_.user.empty()) {
            return {};
        }
        if (!encrypted_ && options_.tls != RelayOptions::Tls::kFromStart) {
            return Error{ErrorCode::kUnavailable, "no password without TLS"};
        }
        std::string plain;
        plain += '\0';
        plain += options_.user;
        plain += '\0';
        plain += options_.password;
        const auto* methods = find_extension("AUTH");
        if (methods == nullptr || has_word(*methods, "PLAIN") || !has_word(*methods, "LOGIN")) {
            return expect("AUTH PLAIN " + base64_encode(plain), 235);
        }
        if (auto asked = expect("AUTH LOGIN", 334); !asked) {
            return asked;
        }
        if (auto asked = expect(base64_encode(options_.user), 334); !asked) {
            return asked;
        }
        return expect(base64_encode(options_.password), 235);
    }

    Stream& stream_;
    const RelayOptions& options_;
    SmtpReply extensions_;
    bool encrypted_ = false;
};

}  // namespace

Result<void> SmtpClient::send(const MailEnvelope& envelope, std::string_view message) {
    if (!is_safe(envelope.sender) ||
        !std::all_of(envelope.recipients.begin(), envelope.recipients.end(), is_safe)) {
        return Error{ErrorCode::kForbidden, "an address that SMTP can't carry"};
    }
    auto stream = Stream::connect(options_.host, options_.port, options_.timeout);
    if (!stream) {
        return stream.error();
    }
    if (options_.tls == RelayOptions::Tls::kFromStart) {
        if (auto tls = (*stream)->start_tls(certs::make_client_tls(options_.authority),
                                            options_.host, options_.host);
            !tls) {
            return tls;
        }
    }
    Transaction transaction(**stream, options_);
    if (auto begun = transaction.begin(); !begun) {
        return begun;
    }
    return transaction.send(envelope, message);
}

}  // namespace syncgate::adapters
