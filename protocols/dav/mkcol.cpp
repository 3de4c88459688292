// MKCOL of a book, with what shall be said of it. Source: RFC 5689, RFC 6352 6.3.1.
#include <algorithm>

#include "base/limits.h"
#include "protocols/dav/methods.h"
#include "protocols/dav/set_property.h"
#include "protocols/dav/verdict.h"

namespace syncgate::dav {
namespace {

using xml::Name;

constexpr Name kResourceType{kDav, "resourcetype"};

// Whether a book of this class is wanted: a plain collection has nothing to hold in a home.
bool is_book(const std::vector<PropertyChange>& changes, const BookFacts& facts) {
    return std::any_of(changes.begin(), changes.end(), [&](const PropertyChange& each) {
        return !each.removes && each.property.is(kResourceType) &&
               each.property.child(Name{kDav, "collection"}) != nullptr &&
               each.property.child(facts.type) != nullptr;
    });
}

Result<Verdict> make(const Context& context, store::Change& change,
                     const std::vector<PropertyChange>& changes) {
    const auto& place = context.place;
    const auto there = locate(change, context.owner, place);
    if (const int status = check_conditions(context, change, there); status != 0) {
        return refusal(Reply::of(status));
    }
    if (there) {
        return refusal(Reply::of(405));
    }
    const auto item_class = place.books->facts().item_class;
    const auto name = free_name(change, item_class, 0, 0, place.book);
    const auto id = name ? change.add_collection(item_class, 0, Role::kNone, *name)
                         : Result<CollectionId>(name.error());
    if (!id) {
        return id.error();
    }
    if (auto named = change.name_resource(*id, place.book); !named) {
        return named.error();
    }
    std::vector<Outcome> outcomes;
    for (const auto& each : changes) {
        const Name property{each.property.ns, each.property.name};
        const int status = property == kResourceType ? 200 : set_property(change, *id, each);
        outcomes.push_back({property, status});
    }
    return all_succeeded(outcomes) ? Verdict{Reply::of(201), true}
                                   : refusal(mkcol_outcomes(std::move(outcomes)));
}

// For a place that no book can be at, whatever is asked; nullopt for one below a home.
std::optional<Reply> refuse_place(const Context& context) {
    const auto& place = context.place;
    if (place.kind < Kind::kBook) {
        return Reply::of(405);
    }
    if (place.kind == Kind::kItem) {
        const auto inside =
            context.account->read([&](const store::Snapshot& snapshot) -> Result<bool> {
                return locate_book(snapshot, context.owner, place).has_value();
            });
        return !inside   ? failed(inside.error())
               : *inside ? refused(403, place.books->facts().location_ok)
                         : Reply::of(409);
    }
    const bool reserved = is_reserved_segment(place.book);
    if (place.book.size() > limits::kFolderNameBytes) {
        return Reply::of(414);
    }
    return reserved ? std::optional(Reply::of(405)) : std::nullopt;
}

}  // namespace

Reply run_mkcol(Context& context) {
    if (auto reply = refuse_place(context)) {
        return *std::move(reply);
    }
    const auto body = body_of(context);
    if (!body) {
        return failed(body.error());
    }
    if (*body && !(*body)->is({kDav, "mkcol"})) {
        return Reply::of(415);  // RFC 4918 9.3.1
    }
    const auto changes = *body ? parse_changes(**body)
                               : Result<std::vector<PropertyChange>>(std::vector<PropertyChange>());
    if (!changes) {
        return failed(changes.error());
    }
    if (!is_book(*changes, context.place.books->facts())) {
        return refused(403, {kDav, "valid-resourcetype"});
    }
    return carried_out(context,
                       [&](store::Change& change) { return make(context, change, *changes); });
}

}  // namespace syncgate::dav
