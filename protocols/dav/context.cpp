#include "protocols/dav/context.h"

#include "base/text.h"

namespace syncgate::dav {
namespace {

constexpr xml::Limits kLimits{limits::kXmlDepth, limits::kDavElements};

}  // namespace

Owner owner_of(const store::AccountRecord& record, std::string administrator) {
    Owner owner{record.id, record.address,
                record.display_name.empty() ? record.address : record.display_name};
    owner.administrator = std::move(administrator);
    return owner;
}

Result<bool> is_owner(const Context& context, std::string_view user) {
    if (iequals(user, context.owner.address)) {
        return true;
    }
    const auto record = context.services.store.directory().find_login(user);
    if (!record) {
        return record.error().code == ErrorCode::kNotFound ? Result<bool>(false) : record.error();
    }
    return record->id == context.owner.account;
}

bool is_in_tree(const Context& context, const Place& place) {
    const auto* people = context.people.get();
    if (place.kind == Kind::kPrincipal && people != nullptr &&
        people->find(place.user) != nullptr) {
        return true;
    }
    if (place.kind == Kind::kGroup) {
        return people != nullptr && people->find_group(place.group) != nullptr;
    }
    const auto& shared = context.owner.shared;
    const bool at_owners = shared && !shared->at_home;
    const auto& user = at_owners ? shared->owner_address : context.owner.address;
    // Who asks by an alias, names others by it.
    if (!place.user.empty() && !iequals(place.user, user) && place.user != context.place.user) {
        return false;
    }
    if (place.kind < Kind::kBook) {
        return true;
    }
    return shared ? place.books == context.place.books && place.book == context.place.book
                  : !parse_shared_segment(place.book);
}

Result<Place> place_of(const Context& context, std::string_view path) {
    auto place = parse_path(path);
    if (!place || place->user.empty()) {
        return place;
    }
    const auto owned =
        is_in_tree(context, *place) ? Result<bool>(true) : is_owner(context, place->user);
    if (!owned) {
        return owned.error();
    }
    if (*owned) {  // in the spelling that is known to be his
        place->user = context.owner.address;
    }
    return *owned && is_in_tree(context, *place)
               ? std::move(place)
               : Result<Place>(Error{ErrorCode::kNotFound, "dav: somebody else's"});
}

int check_conditions(const Context& context, const store::Snapshot& snapshot,
                     const std::optional<Node>& node) {
    const auto other = [&](std::string_view path) -> std::optional<State> {
        const auto place = parse_path(path);
        const bool here = place && is_in_tree(context, *place);
        const auto found = here ? locate(snapshot, context.owner, *place) : std::nullopt;
        return found ? std::optional(state_of(found)) : std::nullopt;
    };
    return check_conditions(context.request, state_of(node), other);
}

Result<std::optional<xml::Element>> body_of(const Context& context) {
    if (trim(context.request.body).empty()) {
        return std::optional<xml::Element>();
    }
    auto root = xml::parse(context.request.body, kLimits);
    if (!root) {
        // A document type is as wrong as what is not well formed.
        const bool large = root.error().code == ErrorCode::kTooLarge;
        return Error{large ? ErrorCode::kTooLarge : ErrorCode::kMalformed, root.error().detail};
    }
    return std::optional(*std::move(root));
}

}  // namespace syncgate::dav
