#include "gateway/http/answer.h"

#include <algorithm>
#include <array>
#include <ctime>

#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeFormatter.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Timestamp.h>

#include "base/text.h"

namespace syncgate::http {
namespace {

constexpr std::size_t kWorthGzip = 1024;

// What is not compressed already.
constexpr std::array<std::string_view, 7> kGzipTypes{
    "text/",
    "application/xml",
    "application/json",
    "application/vnd.ms-sync",
    "application/javascript",
    "message/",
    "image/svg+xml",
};

const std::string& date_now() {
    thread_local std::time_t second = 0;
    thread_local std::string text;
    if (const std::time_t now = std::time(nullptr); now != second) {
        second = now;
        text = Poco::DateTimeFormatter::format(Poco::Timestamp::fromEpochTime(now),
                                               Poco::DateTimeFormat::HTTP_FORMAT);
    }
    return text;
}

void add_field(std::string& head, std::string_view name, std::string_view value) {
    head.append(name).append(": ");
    for (const char c : value) {
        head.push_back(c == '\r' || c == '\n' || c == '\0' ? ' ' : c);  // never two fields of one
    }
    head.append("\r\n");
}

bool worth_gzip(const Reply& reply, const AnswerForm& form) {
    const std::string* type = reply.headers.find("Content-Type");
    if (!form.gzip || form.http10 || form.head_only || type == nullptr ||
        reply.headers.find("Content-Encoding") != nullptr ||
        reply.headers.find("ETag") != nullptr) {  // which names these very bytes
        return false;
    }
    const auto* whole = std::get_if<std::string>(&reply.body);
    return (whole == nullptr || whole->size() >= kWorthGzip) &&
           std::any_of(kGzipTypes.begin(), kGzipTypes.end(),
                       [&](std::string_view prefix) { return istarts_with(*type, prefix); });
}

// False when a whole body does not get smaller; one from a source is packed while it is sent.
bool shrink(const Reply& reply, std::string& packed) {
    const auto* whole = std::get_if<std::string>(&reply.body);
    if (whole == nullptr) {
        return true;
    }
    Gzip().write(*whole, true, packed);
    return packed.size() < whole->size();
}

bool without_body(int status) {
    return status == 204 || status == 304 || status < 200;
}

std::string render_head(const Reply& reply, const AnswerForm& form, bool gzip) {
    std::string head;
    head.reserve(512);
    head.append(form.http10 ? "HTTP/1.0 " : "HTTP/1.1 ").append(std::to_string(reply.status));
    const auto status = static_cast<Poco::Net::HTTPResponse::HTTPStatus>(reply.status);
    head.append(" ").append(Poco::Net::HTTPResponse::getReasonForStatus(status)).append("\r\n");
    add_field(head, "Date", date_now());
    for (const auto& [name, value] : reply.headers.fields()) {
        add_field(head, name, value);
    }
    if (gzip) {
        add_field(head, "Content-Encoding", "gzip");
        add_field(head, "Vary", "Accept-Encoding");
    }
    return head;
}

}  // namespace

AnswerStream::AnswerStream(std::unique_ptr<BodySource> source, bool chunked, bool gzip)
    : source_(std::move(source)),
      gzip_(gzip ? std::make_unique<Gzip>() : nullptr),
      chunked_(chunked),
      left_(source_->size()) {}

Result<void> AnswerStream::count(std::size_t made) {
    if (!left_) {
        return {};
    }
    if (made > *left_ || (made == 0 && *left_ > 0)) {
        return Error{ErrorCode::kInternal, "an answer is not as long as was said"};
    }
    *left_ -= made;
    return {};
}

Result<void> AnswerStream::pull(std::string& out) {
    std::string piece;
    while (piece.empty() && !done_) {  // gzip may swallow what it got
        std::string made;
        if (auto read = source_->read(made); !read) {
            return read;
        }
        if (auto counted = count(made.size()); !counted) {
            return counted;
        }
        done_ = made.empty();
        if (gzip_ != nullptr) {
            gzip_->write(made, done_, piece);
        } else {
            piece = std::move(made);
        }
    }
    frame(piece, out);
    if (done_ && chunked_) {
        out.append("0\r\n\r\n");
    }
    return {};
}

void AnswerStream::frame(std::string_view bytes, std::string& out) const {
    if (bytes.empty()) {
        return;
    }
    if (!chunked_) {
        out.append(bytes);
        return;
    }
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string size;
    for (std::size_t rest = bytes.size(); rest != 0; rest >>= 4U) {
        size.insert(size.begin(), digits[rest & 0xfU]);
    }
    out.append(size).append("\r\n").append(bytes).append("\r\n");
}

Answer render(Reply& reply, const AnswerForm& form) {
    std::string whole;
    const bool gzip = worth_gzip(reply, form) && shrink(reply, whole);
    Answer answer;
    answer.status = reply.status;
    answer.keep_alive = form.keep_alive && !reply.close;
    std::string head = render_head(reply, form, gzip);
    if (auto* body = std::get_if<std::string>(&reply.body); body != nullptr) {
        if (!gzip) {
            whole = std::move(*body);
        }
        if (!without_body(reply.status)) {
            add_field(head, "Content-Length", std::to_string(whole.size()));
        }
    } else if (form.head_only) {
        std::get<std::unique_ptr<BodySource>>(reply.body).reset();
    } else {
        auto& source = std::get<std::unique_ptr<BodySource>>(reply.body);
        const auto length = gzip ? std::nullopt : source->size();
        const bool chunked = !length && !form.http10;
        answer.stream = std::make_unique<AnswerStream>(std::move(source), chunked, gzip);
        if (length) {
            add_field(head, "Content-Length", std::to_string(*length));
        } else if (form.http10) {
            answer.keep_alive = false;  // the end of the connection is the end of the body
        } else {
            add_field(head, "Transfer-Encoding", "chunked");
        }
    }
    if (!answer.keep_alive) {
        add_field(head, "Connection", "close");
    } else if (form.http10) {
        add_field(head, "Connection", "keep-alive");
    }
    head.append("\r\n");
    if (!form.head_only && !without_body(reply.status)) {
        head.append(whole);
    }
    answer.bytes = std::move(head);
    return answer;
}

}  // namespace syncgate::http
