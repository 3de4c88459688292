// POST of CS:share to a book, by its owner, and of CS:invite-reply to a home, by a member.
// Source: caldav-sharing-02 5.2, 5.3.
#include "protocols/dav/invitations.h"

#include <algorithm>

#include "base/hex.h"
#include "base/text.h"
#include "formats/digest/sha256.h"
#include "protocols/dav/answers.h"
#include "protocols/dav/invite_texts.h"
#include "protocols/dav/methods.h"
#include "protocols/dav/people.h"
#include "protocols/dav/privileges.h"
#include "protocols/dav/share_request.h"
#include "store/directory.h"

namespace syncgate::dav {
namespace {

using store::Answer;
using store::Invitation;
using store::Rights;

constexpr std::string_view kMailto = "mailto:";
constexpr std::size_t kUidBytes = 16;

store::Invitations& invitations(const Context& context) {
    return context.services.store.directory().invitations();
}

// A member by the href of his principal, or by any of his addresses, as URI or bare; null: nobody
// that the owner sees but himself. Errors: kUnavailable.
Result<const store::Member*> find_member(const Context& context, std::string_view href) {
    std::string user(istarts_with(href, kMailto) ? href.substr(kMailto.size()) : href);
    if (const auto place = parse_path(href); place && place->kind == Kind::kPrincipal) {
        user = place->user;
    }
    const auto record = context.services.store.directory().find_login(user);
    if (!record && record.error().code != ErrorCode::kNotFound) {
        return record.error();
    }
    const bool other = record && record->id != context.owner.account;
    return other ? context.people->find(record->id) : nullptr;
}

// What the owner has said of the book to the member; null: nothing.
const Invitation* find_invitation(const std::vector<Invitation>& all, CollectionId book,
                                  AccountId member) {
    const auto it = std::find_if(all.begin(), all.end(), [&](const Invitation& each) {
        return each.collection == book && each.member == member;
    });
    return it == all.end() ? nullptr : &*it;
}

bool is_shared_with(const Grants& grants, CollectionId book, AccountId member) {
    const auto it = grants.find(book);
    return it != grants.end() &&
           std::any_of(it->second.begin(), it->second.end(),
                       [&](const store::Share& each) { return each.member == member; });
}

store::Offer offer_of(const Context& context, const Node& book, const store::Member& member,
                      const Invited& invited) {
    const auto id = book.book->collection.id;
    const auto* before = find_invitation(*context.invited, id, member.account);
    InviteText text;
    text.uid = before == nullptr ? hex_encode(digest::random_bytes(kUidBytes)) : before->uid;
    text.type = book.books->facts().type.local;
    text.path = book.book->path;
    text.owner = party_of(context.owner.address, context.owner.display_name);
    text.member = party_of(member.address, member.display_name);
    text.rights = invited.rights;
    text.answer =
        is_shared_with(*context.grants, id, member.account) ? Answer::kAccepted : Answer::kNone;
    text.summary =
        invited.rights == Rights::kNone && before != nullptr ? before->summary : invited.summary;
    text.written = context.services.store.clock().now();
    return {{context.owner.account, id, member.account, text.uid, text.rights, Answer::kNone,
             text.summary},
            invite_notice(text)};
}

// All of them, or the refusal for the first that is nobody.
Reply offer(const Context& context, const Node& book, const std::vector<Invited>& all) {
    std::vector<store::Offer> offers;
    for (const auto& each : all) {
        const auto member = find_member(context, each.href);
        if (!member) {
            return failed(member.error());
        }
        if (*member == nullptr) {
            return refused(403, {kDav, "recognized-principal"}, each.href);
        }
        offers.push_back(offer_of(context, book, **member, each));
    }
    const auto done = invitations(context).offer(offers);
    return done ? Reply::of(200) : failed(done.error());
}

// A book of another's as he has it, with his account. Errors: kNotFound, kUnavailable.
struct Offered {
    store::AccountRecord owner;
    std::string path;
    std::string_view type;
};
Result<Offered> find_offered(const Context& context, const Invitation& invitation) {
    auto& store = context.services.store;
    auto record = store.directory().account(invitation.owner);
    auto account = record ? store.account(record->id)
                          : Result<std::shared_ptr<store::Account>>(record.error());
    if (!account) {
        return account.error();
    }
    return (*account)->read([&](const store::Snapshot& snapshot) -> Result<Offered> {
        const auto& books = *context.place.books;
        const auto found = snapshot.collection(invitation.collection);
        if (!found || found->item_class != books.facts().item_class) {
            return Error{ErrorCode::kNotFound, "dav: no such book"};
        }
        auto path = home_path(books, record->address) + encode_segment(segment_of(*found)) + "/";
        return Offered{*record, std::move(path), books.facts().type.local};
    });
}

// The answer is given, and told to the owner. Errors: kNotFound (to nothing), kForbidden.
Result<void> answer(const Context& context, const Invitation& invitation, Answer answer) {
    const auto offered = find_offered(context, invitation);
    if (!offered) {
        return offered.error();
    }
    InviteText text;
    text.uid = invitation.uid;
    text.type = offered->type;
    text.path = offered->path;
    text.member = party_of(context.owner.address, context.owner.display_name);
    text.answer = answer;
    text.summary = invitation.summary;
    text.written = context.services.store.clock().now();
    return invitations(context).answer(invitation, answer, reply_notice(text));
}

Reply shared_as(const std::string& path) {
    xml::Writer out(kPrefixes);
    out.open({kCalendarServer, "shared-as"});
    out.element({kDav, "href"}, path);
    out.close();
    return Reply::of(200, out.take(), kXmlType);
}

}  // namespace

bool is_about_sharing(const Request& request) {
    const auto* type = request.headers.find("Content-Type");
    return type != nullptr &&
           (istarts_with(*type, "application/xml") || istarts_with(*type, "text/xml"));
}

Reply run_share(Context& context) {
    if (context.owner.shared) {
        return need_privilege(context.owner.shared->path, "write-acl");
    }
    const auto body = body_of(context);
    if (!body) {
        return failed(body.error());
    }
    if (!*body || !(*body)->is({kCalendarServer, "share"})) {
        return Reply::of(400);
    }
    const auto all = parse_share(**body);
    if (!all) {
        return failed(all.error());
    }
    if (const auto loaded = load(context, kNeedsGrants | kNeedsPeople); !loaded) {
        return failed(loaded.error());
    }
    int status = 404;
    const auto book =
        context.account->read([&](const store::Snapshot& snapshot) -> Result<std::optional<Node>> {
            auto node = locate(snapshot, context.owner, context.place);
            status = node ? check_conditions(context, snapshot, node) : 404;
            return node;
        });
    if (!book || status != 0) {
        return book ? Reply::of(status) : failed(book.error());
    }
    return offer(context, **book, *all);
}

Reply run_invite_reply(Context& context) {
    const auto body = body_of(context);
    if (!body) {
        return failed(body.error());
    }
    if (!*body || !(*body)->is({kCalendarServer, "invite-reply"})) {
        return Reply::of(400);
    }
    const auto reply = parse_invite_reply(**body);
    const auto all = invitations(context).invitations_to(context.owner.account);
    if (!reply || !all) {
        return failed(reply ? all.error() : reply.error());
    }
    const auto it = std::find_if(all->begin(), all->end(),
                                 [&](const Invitation& each) { return each.uid == reply->uid; });
    const auto answered = it == all->end() ? Result<void>(Error{ErrorCode::kNotFound, "dav: none"})
                                           : answer(context, *it, reply->answer);
    if (!answered) {
        const bool ended = answered.error().code == ErrorCode::kNotFound;
        return ended ? refused(403, {kCalendarServer, "invalid-share"}) : failed(answered.error());
    }
    return reply->answer == Answer::kAccepted
               ? shared_as(home_path(*context.place.books, context.owner.address) +
                           encode_segment(segment_of(SharedSegment{it->owner, it->collection})) +
                           "/")
               : Reply::of(204);
}

Result<void> decline_shared(const Context& context) {
    const auto& shared = *context.owner.shared;
    const auto all = invitations(context).invitations_to(context.owner.account);
    if (!all) {
        return all.error();
    }
    const auto it = std::find_if(all->begin(), all->end(), [&](const Invitation& each) {
        return each.owner == shared.account && each.collection == shared.collection &&
               each.answer == Answer::kAccepted;
    });
    return it == all->end() ? Result<void>() : answer(context, *it, Answer::kDeclined);
}

}  // namespace syncgate::dav
