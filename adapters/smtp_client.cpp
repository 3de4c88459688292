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

// One line of what the relay said, as a log and a report can carry it.
std::string line_of(int code, const std::vector<std::string>& lines) {
    constexpr std::size_t kMost = 500;
    std::string out = std::to_string(code);
    for (const auto& line : lines) {
        out += " " + line;
    }
    std::replace_if(
        out.begin(), out.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
    return out.substr(0, kMost);
}

// 5yz is for good, but where it is about us and not about the mail: a login that is wanted or
// wrong. Source: RFC 5321 4.2.1, RFC 4954 6.
Handed judged(const SmtpReply& reply) {
    constexpr int kLoginWanted = 530;
    constexpr int kLoginWrong = 535;
    const bool for_good =
        reply.code >= 500 && reply.code != kLoginWanted && reply.code != kLoginWrong;
    return {for_good ? Handed::Answer::kRefused : Handed::Answer::kLater,
            line_of(reply.code, reply.lines)};
}

// Dots are doubled at the beginning of lines, and the last line ends. Source: RFC 5321 4.5.2.
class DotStuffing {
  public:
    std::string add(std::string_view piece) {
        std::string out;
        out.reserve(piece.size() + piece.size() / 64 + 8);
        for (const char c : piece) {
            if (line_start_ && c == '.') {
                out += '.';
            }
            out += c;
            line_start_ = c == '\n';
        }
        return out;
    }
    [[nodiscard]] std::string end() const { return line_start_ ? ".\r\n" : "\r\n.\r\n"; }

  private:
    bool line_start_ = true;
};

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

    std::vector<Handed> send(const MailEnvelope& envelope, const MailText& message) {
        handed_.assign(envelope.recipients.size(), {});
        taken_.clear();
        transact(envelope, message);
        (void)stream_.write("QUIT\r\n");  // all is said
        return handed_;
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

    // Sends a command ("" only reads).
    Result<SmtpReply> ask(const std::string& command) {
        if (!command.empty()) {
            if (auto written = stream_.write(command + "\r\n"); !written) {
                return written.error();
            }
        }
        return read_reply();
    }

    // Before there is a message: whatever is wrong, it is not the message.
    Result<void> expect(const std::string& command, int wanted, SmtpReply* got = nullptr) {
        auto reply = ask(command);
        if (!reply) {
            return reply.error();
        }
        if (reply->code / 10 != wanted / 10) {
            return Error{ErrorCode::kUnavailable,
                         "the relay answers " + line_of(reply->code, reply->lines)};
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

    void transact(const MailEnvelope& envelope, const MailText& message) {
        if (const auto limit = size_limit(); limit != 0 && message.size > limit) {
            return set_all({Handed::Answer::kRefused, "552 5.3.4 the relay takes at most " +
                                                          std::to_string(limit) + " bytes"});
        }
        if (const auto mail = ask(mail_from(envelope, message)); !mail || mail->code / 100 != 2) {
            return set_all(judged_or_lost(mail));
        }
        for (std::size_t i = 0; i < envelope.recipients.size(); ++i) {
            if (!offer(envelope.recipients[i], i)) {
                return lose_rest(i);
            }
        }
        if (!taken_.empty()) {
            hand_over(message);
        }
    }

    std::string mail_from(const MailEnvelope& envelope, const MailText& message) {
        std::string line = "MAIL FROM:<" + envelope.sender + ">";
        line += offers("SIZE") ? " SIZE=" + std::to_string(message.size) : "";
        line += offers("8BITMIME") ? " BODY=8BITMIME" : "";
        const bool utf8 = !is_ascii(envelope.sender) ||
                          !std::all_of(envelope.recipients.begin(), envelope.recipients.end(),
                                       [](const std::string& each) { return is_ascii(each); });
        line += utf8 && offers("SMTPUTF8") ? " SMTPUTF8" : "";
        return line;
    }

    // False when the connection is lost.
    bool offer(const std::string& recipient, std::size_t i) {
        if (!is_ascii(recipient) && !offers("SMTPUTF8")) {
            handed_[i] = {Handed::Answer::kRefused,
                          "550 5.6.7 the relay takes no international addresses"};
            return true;
        }
        const auto reply = ask("RCPT TO:<" + recipient + ">");
        if (!reply) {
            handed_[i] = judged_or_lost(reply);
            return false;
        }
        if (reply->code / 100 == 2) {
            taken_.push_back(i);
            return true;
        }
        handed_[i] = judged(*reply);
        if (reply->code == kTooMany && !taken_.empty()) {
            handed_[i].answer = Handed::Answer::kLater;
        }
        return true;
    }

    // To those that were accepted.
    void hand_over(const MailText& message) {
        if (const auto data = ask("DATA"); !data || data->code != kGoOn) {
            return set_taken(judged_or_lost(data));
        }
        if (auto written = write_text(message); !written) {
            return set_taken({Handed::Answer::kLater, written.error().detail});
        }
        stream_.set_timeout(options_.final_timeout);
        const auto end = ask("");
        stream_.set_timeout(options_.timeout);
        set_taken(end && end->code / 100 == 2
                      ? Handed{Handed::Answer::kTaken, line_of(end->code, end->lines)}
                      : judged_or_lost(end));
    }

    Result<void> write_text(const MailText& message) {
        constexpr std::uint64_t kPiece = 256U << 10U;
        DotStuffing stuffing;
        for (std::uint64_t at = 0; at < message.size; at += kPiece) {
            const auto piece = message.read(at, std::min(at + kPiece, message.size));
            if (!piece) {
                return piece.error();
            }
            if (auto written = stream_.write(stuffing.add(*piece)); !written) {
                return written;
            }
        }
        return stream_.write(stuffing.end());
    }

    static Handed judged_or_lost(const Result<SmtpReply>& reply) {
        return reply ? judged(*reply) : Handed{Handed::Answer::kLater, reply.error().detail};
    }
    void set_taken(const Handed& handed) {
        for (const auto i : taken_) {
            handed_[i] = handed;
        }
    }
    void set_all(const Handed& handed) { handed_.assign(handed_.size(), handed); }
    // The connection ended at this recipient: those refused before are, the others got nothing.
    void lose_rest(std::size_t at) {
        const Handed lost = handed_[at];
        set_taken(lost);
        std::fill(handed_.begin() + static_cast<std::ptrdiff_t>(at), handed_.end(), lost);
    }

    static constexpr int kGoOn = 354;
    // Of those in a message so far, as older servers say it. Source: RFC 5321 4.5.3.1.10.
    static constexpr int kTooMany = 552;

    Stream& stream_;
    const RelayOptions& options_;
    std::vector<Handed> handed_;
    std::vector<std::size_t> taken_;  // whom the relay accepted
    SmtpReply extensions_;
    bool encrypted_ = false;
};

}  // namespace

Result<std::vector<Handed>> SmtpClient::send(const MailEnvelope& envelope,
                                             const MailText& message) {
    if (!is_safe(envelope.sender) ||
        !std::all_of(envelope.recipients.begin(), envelope.recipients.end(), is_safe)) {
        return std::vector<Handed>(envelope.recipients.size(),
                                   {Handed::Answer::kRefused, "553 5.1.3 no address"});
    }
    auto stream = Stream::connect(options_.host, options_.port, {options_.timeout, options_.most});
    if (!stream) {
        return stream.error();
    }
    if (options_.tls == RelayOptions::Tls::kFromStart) {
        if (auto tls = (*stream)->start_tls(certs::make_client_tls(options_.authority),
                                            options_.host, options_.host);
            !tls) {
            return tls.error();
        }
    }
    Transaction transaction(**stream, options_);
    if (auto begun = transaction.begin(); !begun) {
        return begun.error();
    }
    return transaction.send(envelope, message);
}

}  // namespace syncgate::adapters
