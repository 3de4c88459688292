#include "protocols/dav/conditions.h"

#include <algorithm>

#include "base/text.h"
#include "protocols/dav/http_date.h"

namespace syncgate::dav {
namespace {

// Reads an If header from its front to its end.
class IfReader {
  public:
    IfReader(std::string_view text, const State& own, const StateOf& other)
        : rest_(text), own_(own), other_(other) {}

    // Whether one of its lists holds; nullopt when it can't be read.
    std::optional<bool> holds() {
        bool any = false;
        bool seen = false;
        std::optional<State> subject = own_;
        for (skip(); !rest_.empty(); skip()) {
            if (rest_.front() == '<') {
                const auto path = enclosed('<', '>');
                if (!path) {
                    return std::nullopt;
                }
                subject = other_(*path);
                continue;
            }
            const auto list = read_list(subject);
            if (!list) {
                return std::nullopt;
            }
            any = any || *list;
            seen = true;
        }
        return seen ? std::optional(any) : std::nullopt;
    }

  private:
    void skip() { rest_ = trim(rest_); }

    std::optional<std::string_view> enclosed(char open, char close) {
        const auto end = rest_.find(close);
        if (rest_.empty() || rest_.front() != open || end == std::string_view::npos) {
            return std::nullopt;
        }
        const auto inside = rest_.substr(1, end - 1);
        rest_.remove_prefix(end + 1);
        return inside;
    }

    // "(" 1*( ["Not"] ( "<" token ">" | "[" entity-tag "]" ) ) ")"
    std::optional<bool> read_list(const std::optional<State>& subject) {
        if (rest_.front() != '(') {
            return std::nullopt;
        }
        rest_.remove_prefix(1);
        bool all = true;
        bool seen = false;
        for (skip(); !rest_.empty() && rest_.front() != ')'; skip()) {
            const bool negated = istarts_with(rest_, "Not");
            if (negated) {
                rest_.remove_prefix(3);
                skip();
            }
            const auto one = read_condition(subject);
            if (!one) {
                return std::nullopt;
            }
            all = all && *one != negated;
            seen = true;
        }
        if (rest_.empty() || !seen) {
            return std::nullopt;
        }
        rest_.remove_prefix(1);
        return all;
    }

    std::optional<bool> read_condition(const std::optional<State>& subject) {
        if (const auto token = enclosed('<', '>')) {
            return subject && !token->empty() && *token == subject->token;
        }
        if (const auto etag = enclosed('[', ']')) {
            return subject && subject->etag && lists_etag(*etag, *subject->etag, false);
        }
        return std::nullopt;
    }

    std::string_view rest_;
    const State& own_;
    const StateOf& other_;
};

bool is_read(const Request& request) {
    return request.method == "GET" || request.method == "HEAD";
}

int check_match(const Request& request, const State& state) {
    if (const auto* match = request.headers.find("If-Match")) {
        const bool any = trim(*match) == "*";
        const bool holds =
            any ? state.exists : state.etag && lists_etag(*match, *state.etag, false);
        return holds ? 0 : 412;
    }
    const auto* since = request.headers.find("If-Unmodified-Since");
    const auto time = since == nullptr ? std::nullopt : parse_http_date(*since);
    return time && state.changed > *time ? 412 : 0;
}

int check_none_match(const Request& request, const State& state) {
    const int refusal = is_read(request) ? 304 : 412;
    if (const auto* none = request.headers.find("If-None-Match")) {
        const bool any = trim(*none) == "*";
        const bool holds =
            any ? !state.exists : !state.etag || !lists_etag(*none, *state.etag, true);
        return holds ? 0 : refusal;
    }
    const auto* since = request.headers.find("If-Modified-Since");
    const auto time =
        since == nullptr || !is_read(request) ? std::nullopt : parse_http_date(*since);
    return time && state.changed != 0 && state.changed <= *time ? 304 : 0;
}

}  // namespace

bool lists_etag(std::string_view list, std::string_view etag, bool weakly) {
    const auto items = split(list, ',');  // no tag of ours has a comma
    return std::any_of(items.begin(), items.end(), [&](std::string_view item) {
        item = trim(item);
        if (weakly && item.starts_with("W/")) {
            item.remove_prefix(2);
        }
        return item == etag;
    });
}

int check_conditions(const Request& request, const State& state, const StateOf& other) {
    if (const auto* header = request.headers.find("If")) {
        const auto holds = IfReader(*header, state, other).holds();
        if (!holds) {
            return 400;
        }
        if (!*holds) {
            return 412;
        }
    }
    const int status = check_match(request, state);
    return status != 0 ? status : check_none_match(request, state);
}

}  // namespace syncgate::dav
