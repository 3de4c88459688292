// What a method works with.
#pragma once

#include <memory>
#include <optional>

#include "base/clock.h"
#include "base/log.h"
#include "model/exchange.h"
#include "protocols/dav/fields.h"
#include "protocols/dav/node.h"
#include "protocols/dav/properties.h"
#include "store/account.h"
#include "store/directory.h"
#include "store/store.h"

namespace syncgate::dav {

struct PushOffer;

// Made once by the wiring; thread-safe.
struct Services {
    store::Store& store;
    Log& log;
    const PushOffer* push = nullptr;  // null: no push service is told of anything
};

// One request.
struct Context {
    Services& services;
    const Request& request;
    std::shared_ptr<store::Account> account;  // whose tree it is: the viewer's, or a sharer's
    Owner owner;
    Place place;
    // What the viewer shares or offers, and whom he sees; null where nothing asked for it.
    std::shared_ptr<const Grants> grants{};
    std::shared_ptr<const Invitations> invited{};
    std::shared_ptr<const People> people{};
    bool administers_homes = false;  // the one who asks, those of everybody

    [[nodiscard]] View view(const store::Snapshot& snapshot) const {
        return {owner, snapshot.usage(), grants, invited, people, &snapshot, services.push};
    }
};

// `administrator`: Owner::administrator.
Owner owner_of(const store::AccountRecord& record, std::string administrator = {});
// Whether a path's user is the one who asks, whatever he is called. Errors: kUnavailable.
Result<bool> is_owner(const Context& context, std::string_view user);
// Whether a path that the request names, by this spelling of its user, is of the tree that it is
// about: of a book that another shares, nothing but that book.
bool is_in_tree(const Context& context, const Place& place);
// Another path that the request names. Errors: kMalformed, kNotFound (no such form, or somebody
// else's), kUnavailable.
Result<Place> place_of(const Context& context, std::string_view path);

// The request's conditions against a node and, for an If header, others of the same snapshot.
int check_conditions(const Context& context, const store::Snapshot& snapshot,
                     const std::optional<Node>& node);

// The body as XML with this root; null without a body. Errors: kMalformed, kTooLarge.
Result<std::optional<xml::Element>> body_of(const Context& context);

}  // namespace syncgate::dav
