#include "protocols/dav/invite_texts.h"

#include <algorithm>

#include "base/text.h"
#include "protocols/dav/names.h"
#include "protocols/dav/privileges.h"
#include "store/group_books.h"

namespace syncgate::dav {
namespace {

using store::Answer;
using store::Rights;
using xml::Name;
using xml::Writer;

constexpr std::string_view kInvite = "invite-notification";
constexpr std::string_view kReply = "invite-reply";

std::string_view name_of(Answer answer) {
    switch (answer) {
        case Answer::kNone:
            return "invite-noresponse";
        case Answer::kAccepted:
            return "invite-accepted";
        case Answer::kDeclined:
            return "invite-declined";
    }
    return {};
}

void write_access(Rights rights, Writer& out) {
    out.open({kCalendarServer, "access"});
    out.element({kCalendarServer, rights == Rights::kWrite ? "read-write" : "read"});
    out.close();
}

void write_name(const Party& party, Writer& out) {
    if (!party.name.empty()) {
        out.element({kCalendarServer, "common-name"}, party.name);
    }
}

void write_organizer(const Party& owner, Writer& out) {
    out.open({kCalendarServer, "organizer"});
    out.element({kDav, "href"}, owner.href);
    write_name(owner, out);
    out.close();
}

// One that CS:invite names.
struct User {
    std::string uid;
    Party party;
    Rights rights = Rights::kRead;
    Answer answer = Answer::kNone;
    std::string summary;
};

void write_user(const User& user, Writer& out) {
    out.open({kCalendarServer, "user"});
    if (!user.uid.empty()) {
        out.element({kCalendarServer, "uid"}, user.uid);
    }
    out.element({kDav, "href"}, user.party.href);
    write_name(user.party, out);
    write_access(user.rights, out);
    out.element({kCalendarServer, name_of(user.answer)});
    if (!user.summary.empty()) {
        out.element({kCalendarServer, "summary"}, user.summary);
    }
    out.close();
}

void open_notice(const InviteText& text, std::string_view kind, Writer& out) {
    out.open({kCalendarServer, "notification"});
    out.element({kCalendarServer, "dtstamp"}, iso8601_compact(text.written));
    out.open({kCalendarServer, kind}, {{"shared-type", text.type}});
}

void write_host(const InviteText& text, Writer& out) {
    out.open({kCalendarServer, "hosturl"});
    out.element({kDav, "href"}, text.path);
    out.close();
}

store::Notice notice_of(const InviteText& text, std::string name, std::string_view kind,
                        Writer out) {
    out.close();
    out.close();
    xml::Element type;
    type.ns = kCalendarServer;
    type.name = kind;
    type.attributes.push_back({"", "shared-type", std::string(text.type)});
    return {std::move(name), xml::write(type), out.take(), text.written};
}

std::vector<User> users_of(const View& view, const Node& node) {
    std::vector<User> users;
    const auto book = node.book->collection.id;
    for (const auto& each : *view.invited) {
        const auto* member = view.people->find(each.member);
        if (each.collection == book && member != nullptr) {
            users.push_back({each.uid, party_of(member->address, member->display_name), each.rights,
                             each.answer, each.summary});
        }
    }
    const auto shares = view.grants->find(book);
    if (shares == view.grants->end()) {
        return users;
    }
    for (const auto& each : shares->second) {
        const bool invited =
            std::any_of(view.invited->begin(), view.invited->end(), [&](const auto& other) {
                return other.collection == book && other.member == each.member;
            });
        const auto* member = view.people->find(each.member);
        if (each.member == 0) {
            users.push_back(
                {"", {group_path(each.group), each.group}, each.rights, Answer::kAccepted, ""});
        } else if (!invited && member != nullptr) {
            users.push_back({"", party_of(member->address, member->display_name), each.rights,
                             Answer::kAccepted, ""});
        }
    }
    return users;
}

}  // namespace

Party party_of(std::string_view address, std::string_view display_name) {
    return {"mailto:" + std::string(address), std::string(display_name)};
}

store::Notice invite_notice(const InviteText& text) {
    Writer out(kPrefixes);
    open_notice(text, kInvite, out);
    out.element({kCalendarServer, "uid"}, text.uid);
    out.element({kDav, "href"}, text.member.href);
    const bool ended = text.rights == Rights::kNone;
    out.element({kCalendarServer, ended ? "invite-deleted" : name_of(text.answer)});
    if (!ended) {
        write_access(text.rights, out);
    }
    write_host(text, out);
    write_organizer(text.owner, out);
    out.element({kCalendarServer, "summary"}, text.summary);
    return notice_of(text, text.uid, kInvite, std::move(out));
}

store::Notice reply_notice(const InviteText& text) {
    Writer out(kPrefixes);
    open_notice(text, kReply, out);
    out.element({kDav, "href"}, text.member.href);
    out.element({kCalendarServer, name_of(text.answer)});
    write_host(text, out);
    out.element({kCalendarServer, "in-reply-to"}, text.uid);
    if (!text.summary.empty()) {
        out.element({kCalendarServer, "summary"}, text.summary);
    }
    write_name(text.member, out);
    return notice_of(text, text.uid + "-reply", kReply, std::move(out));
}

void write_invite(const View& view, const Node& node, Writer& out) {
    const auto& shared = node.book->shared;
    if (shared) {
        const auto owner = party_of(shared->owner_address, shared->owner_name);
        write_organizer(
            store::group_of(shared->owner_address) ? Party{shared->principal, owner.name} : owner,
            out);
        write_user({"", party_of(view.owner.address, view.owner.display_name), shared->rights,
                    Answer::kAccepted, ""},
                   out);
        return;
    }
    if (!view.grants || !view.invited || !view.people) {
        return;
    }
    for (const auto& user : users_of(view, node)) {
        write_user(user, out);
    }
}

bool is_offered(const View& view, const Node& node) {
    const auto book = node.book->collection.id;
    return (view.grants && view.grants->contains(book)) ||
           (view.invited &&
            std::any_of(view.invited->begin(), view.invited->end(), [&](const auto& each) {
                return each.collection == book && each.answer != Answer::kDeclined;
            }));
}

}  // namespace syncgate::dav
