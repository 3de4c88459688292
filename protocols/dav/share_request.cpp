#include "protocols/dav/share_request.h"

#include <algorithm>

#include "base/text.h"
#include "protocols/dav/names.h"

namespace syncgate::dav {
namespace {

using store::Answer;
using store::Rights;
using xml::Name;

struct Access {
    std::string_view element;
    Rights rights;
};
constexpr Access kAccesses[] = {
    {"read", Rights::kRead},
    {"read-write", Rights::kWrite},
};

struct Said {
    std::string_view element;
    Answer answer;
};
constexpr Said kAnswers[] = {
    {"invite-accepted", Answer::kAccepted},
    {"invite-declined", Answer::kDeclined},
};

// The row of a table whose element stands inside; null: none, or several.
template <class Row, std::size_t N>
const Row* only_row(const Row (&rows)[N], const xml::Element& inside) {
    const Row* found = nullptr;
    for (const auto& row : rows) {
        if (inside.child(Name{kCalendarServer, row.element}) != nullptr) {
            if (found != nullptr) {
                return nullptr;
            }
            found = &row;
        }
    }
    return found;
}

std::string text_of(const xml::Element& inside, Name name) {
    const auto* found = inside.child(name);
    return found == nullptr ? "" : std::string(trim(found->text));
}

Error malformed() {
    return {ErrorCode::kMalformed, "dav: a request about invitations that says nothing"};
}

}  // namespace

Result<std::vector<Invited>> parse_share(const xml::Element& share) {
    std::vector<Invited> all;
    for (const auto& each : share.children) {
        const bool set = each.is({kCalendarServer, "set"});
        if (!set && !each.is({kCalendarServer, "remove"})) {
            continue;
        }
        Invited invited{text_of(each, {kDav, "href"}), Rights::kNone, {}};
        if (set) {
            const auto* access = only_row(kAccesses, each);
            if (access == nullptr) {
                return malformed();
            }
            invited.rights = access->rights;
            const auto summary = to_plain_line(text_of(each, {kCalendarServer, "summary"}));
            invited.summary = cut_utf8(summary, kMostSummaryBytes);
        }
        if (invited.href.empty()) {
            return malformed();
        }
        if (all.size() == kMostInvited) {
            return Error{ErrorCode::kTooLarge, "dav: more are invited than one request can"};
        }
        all.push_back(std::move(invited));
    }
    return all.empty() ? Result<std::vector<Invited>>(malformed()) : std::move(all);
}

Result<InviteReply> parse_invite_reply(const xml::Element& reply) {
    const auto* said = only_row(kAnswers, reply);
    InviteReply parsed{text_of(reply, {kCalendarServer, "in-reply-to"}), Answer::kNone};
    if (said == nullptr || parsed.uid.empty()) {
        return malformed();
    }
    parsed.answer = said->answer;
    return parsed;
}

}  // namespace syncgate::dav
