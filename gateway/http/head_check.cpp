#include "gateway/http/head_check.h"

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "base/text.h"

namespace syncgate::http {
namespace {

constexpr std::string_view kTokenMarks = "!#$%&'*+-.^_`|~";
constexpr std::size_t kTargetBytes = 16U << 10U;  // what Poco reads; a base64 query has some 200
constexpr std::size_t kValueBytes = 8U << 10U;
constexpr std::size_t kMethodBytes = 32;
constexpr std::size_t kNameBytes = 256;
constexpr std::size_t kLengthDigits = 15;

constexpr bool is_token(char c) {
    const bool alphanumeric =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return alphanumeric || kTokenMarks.find(c) != std::string_view::npos;
}

bool is_token(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return is_token(c); });
}

constexpr bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

// SP and HTAB only: a CR before the line's end is part of the value, and refused there.
std::string_view trim_blanks(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// What the fields say together.
struct Seen {
    int lengths = 0;
    int encodings = 0;
    int hosts = 0;
    std::size_t fields = 0;
};

int check_length(std::string_view value) {
    return value.size() <= kLengthDigits && parse_uint(value) ? 0 : 400;
}

int check_encoding(std::string_view value) {
    return iequals(value, "chunked") ? 0 : 400;  // also what RFC 9112 6.1 would answer with 501
}

int check_expect(std::string_view value) {
    return iequals(value, "100-continue") ? 0 : 417;
}

int check_any(std::string_view) {
    return 0;
}

struct Rule {
    std::string_view name;
    int Seen::*count;  // null: it may come more than once
    int (*check)(std::string_view value);
};
constexpr std::array<Rule, 4> kRules{{
    {"Content-Length", &Seen::lengths, check_length},
    {"Transfer-Encoding", &Seen::encodings, check_encoding},
    {"Host", &Seen::hosts, check_any},
    {"Expect", nullptr, check_expect},
}};

int check_request_line(std::string_view line) {
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    if (first == std::string_view::npos || first == last) {
        return 400;
    }
    const std::string_view method = line.substr(0, first);
    const std::string_view target = line.substr(first + 1, last - first - 1);
    const std::string_view version = line.substr(last + 1);
    if (!is_token(method) || method.size() > kMethodBytes) {
        return 400;
    }
    if (target.size() > kTargetBytes) {
        return 414;
    }
    const bool odd = std::any_of(target.begin(), target.end(), [](char c) {
        return is_control(c) || c == ' ' || c == '#' || static_cast<unsigned char>(c) >= 0x80;
    });
    const bool known_form = target == "*" || target.starts_with('/') ||
                            istarts_with(target, "http://") || istarts_with(target, "https://");
    if (odd || !known_form) {
        return 400;
    }
    if (version == "HTTP/1.1" || version == "HTTP/1.0") {
        return 0;
    }
    return version.starts_with("HTTP/") ? 505 : 400;
}

int check_field(std::string_view line, Seen& seen) {
    if (++seen.fields > limits::kHttpFields) {
        return 431;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) {
        return 400;  // a space before the colon and a folded line end here as well
    }
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = trim_blanks(line.substr(colon + 1));
    if (name.size() > kNameBytes || value.size() > kValueBytes) {
        return 431;
    }
    if (std::any_of(value.begin(), value.end(),
                    [](char c) { return is_control(c) && c != '\t'; })) {
        return 400;
    }
    for (const Rule& rule : kRules) {
        if (!iequals(name, rule.name)) {
            continue;
        }
        if (rule.count != nullptr && ++(seen.*rule.count) > 1) {
            return 400;
        }
        return rule.check(value);
    }
    return 0;
}

}  // namespace

HeadScan scan_head(std::string_view input, std::size_t scanned) {
    for (std::size_t at = scanned; at < input.size(); ++at) {
        if (at >= limits::kHttpHeadBytes) {
            return {0, 431};
        }
        if (input[at] == '\0') {
            return {0, 400};
        }
        if (input[at] != '\n') {
            continue;
        }
        if (at == 0 || input[at - 1] != '\r') {
            return {0, 400};
        }
        if (at >= 3 && input[at - 2] == '\n') {
            return {at + 1, 0};
        }
    }
    return {};
}

int check_head(std::string_view head) {
    Seen seen;
    bool first = true;
    bool http10 = false;
    while (head != "\r\n") {
        const std::size_t end = head.find("\r\n");
        const std::string_view line = head.substr(0, end);
        if (const int status = first ? check_request_line(line) : check_field(line, seen);
            status != 0) {
            return status;
        }
        http10 = first ? line.ends_with("/1.0") : http10;
        first = false;
        head.remove_prefix(end + 2);
    }
    if (seen.encodings != 0 && (seen.lengths != 0 || http10)) {
        return 400;
    }
    return seen.hosts == 0 && !http10 ? 400 : 0;
}

}  // namespace syncgate::http
