// ACL: the owner says who else may read or write a book, in place of what was said before.
// Source: RFC 3744 8.1. Nothing can be denied, and what the owner has stays his.
#include <algorithm>

#include "base/text.h"
#include "protocols/dav/answers.h"
#include "protocols/dav/methods.h"
#include "protocols/dav/people.h"
#include "protocols/dav/privileges.h"
#include "store/directory.h"

namespace syncgate::dav {
namespace {

using store::Rights;
using xml::Element;
using xml::Name;

// What a request cannot have, and the condition that says so (RFC 3744 8.1.1).
struct Refused {
    std::string_view element;
    Name condition;
};
constexpr Refused kRefused[] = {
    {"invert", {kDav, "no-invert"}},
    {"deny", {kDav, "grant-only"}},
    {"protected", {kDav, "no-protected-ace-conflict"}},
    {"inherited", {kDav, "no-inherited-ace-conflict"}},
};

Taken<Rights> rights_of(const Element& grant) {
    Rights rights = Rights::kNone;
    for (const auto& privilege : grant.children) {
        for (const auto& each : privilege.children) {
            switch (kind_of_privilege({each.ns, each.name})) {
                case PrivilegeKind::kRead:
                    rights = std::max(rights, Rights::kRead);
                    break;
                case PrivilegeKind::kWrite:
                    rights = Rights::kWrite;
                    break;
                case PrivilegeKind::kAbstract:
                    return Broken{{kDav, "no-abstract"}};
                case PrivilegeKind::kUnsupported:
                    return Broken{{kDav, "not-supported-privilege"}};
            }
        }
    }
    return rights;
}

// Whom an ACE names, with what it grants. Errors: kMalformed, kUnavailable.
Result<Taken<store::Share>> share_of(const Context& context, const Element& ace) {
    for (const auto& each : kRefused) {
        if (ace.child(Name{kDav, each.element}) != nullptr) {
            return Taken<store::Share>(Broken{each.condition});
        }
    }
    const auto* principal = ace.child(Name{kDav, "principal"});
    const auto* grant = ace.child(Name{kDav, "grant"});
    if (principal == nullptr || grant == nullptr || principal->children.size() != 1) {
        return Error{ErrorCode::kMalformed, "dav: an ACE that grants nobody anything"};
    }
    const auto rights = rights_of(*grant);
    if (const auto* broken = std::get_if<Broken>(&rights)) {
        return Taken<store::Share>(*broken);
    }
    const auto& named = principal->children.front();
    if (!named.is({kDav, "href"})) {  // DAV:all, DAV:authenticated and the like
        return Taken<store::Share>(Broken{{kDav, "allowed-principal"}});
    }
    const auto found = find_principal(context, trim(named.text));
    if (!found) {
        return found.error().code == ErrorCode::kNotFound
                   ? Result<Taken<store::Share>>(Broken{{kDav, "recognized-principal"}})
                   : found.error();
    }
    store::Share share;
    share.owner = context.owner.account;
    share.rights = std::get<Rights>(rights);
    if (found->kind == Kind::kGroup) {
        share.group = found->who;
        return Taken<store::Share>(std::move(share));
    }
    const auto* member = context.people->find(found->who);
    if (member == nullptr || member->account == context.owner.account) {
        return Taken<store::Share>(Broken{{kDav, "no-protected-ace-conflict"}});
    }
    share.member = member->account;
    return Taken<store::Share>(std::move(share));
}

// An ACE that grants nothing is none; of several of one principal the strongest counts.
void add(store::Share share, std::vector<store::Share>& shares) {
    if (share.rights == Rights::kNone) {
        return;
    }
    for (auto& each : shares) {
        if (each.member == share.member && each.group == share.group) {
            each.rights = std::max(each.rights, share.rights);
            return;
        }
    }
    shares.push_back(std::move(share));
}

// The owner's book at the path; a status where there is none, or its state is another.
Result<CollectionId> find_book(const Context& context, int& status) {
    return context.account->read([&](const store::Snapshot& snapshot) -> Result<CollectionId> {
        const auto node = locate(snapshot, context.owner, context.place);
        status = node ? check_conditions(context, snapshot, node) : 404;
        return node ? node->book->collection.id : 0;
    });
}

}  // namespace

Reply run_acl(Context& context) {
    if (context.place.kind != Kind::kBook) {
        return need_privilege(context.request.raw_path, "write-acl");
    }
    const auto body = body_of(context);
    if (!body) {
        return failed(body.error());
    }
    if (!*body || !(*body)->is({kDav, "acl"})) {
        return Reply::of(400);
    }
    int status = 0;
    const auto book = find_book(context, status);
    if (!book || status != 0) {
        return book ? Reply::of(status) : failed(book.error());
    }
    if (const auto loaded = load(context, kNeedsPeople); !loaded) {
        return failed(loaded.error());
    }
    std::vector<store::Share> shares;
    for (const auto& each : (*body)->children) {
        if (!each.is({kDav, "ace"})) {
            continue;
        }
        auto share = share_of(context, each);
        if (!share) {
            return failed(share.error());
        }
        if (const auto* broken = std::get_if<Broken>(&*share)) {
            return refused(403, broken->condition);
        }
        std::get<store::Share>(*share).collection = *book;
        add(std::get<store::Share>(*std::move(share)), shares);
    }
    const auto set = context.services.store.directory().groups().set_shares(context.owner.account,
                                                                            *book, shares);
    return set ? Reply::of(200) : failed(set.error());
}

}  // namespace syncgate::dav
