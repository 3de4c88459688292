#include "protocols/dav/people.h"

#include <algorithm>

#include "base/text.h"
#include "store/directory.h"

namespace syncgate::dav {
namespace {

Error nobody() {
    return {ErrorCode::kNotFound, "dav: nobody that one sees"};
}

Result<void> load_grants(Context& context) {
    auto& directory = context.services.store.directory();
    const auto shares = directory.groups().shares_of(context.owner.account);
    auto invited = directory.invitations().invitations_by(context.owner.account);
    if (!shares || !invited) {
        return shares ? invited.error() : shares.error();
    }
    auto grants = std::make_shared<Grants>();
    for (const auto& each : *shares) {
        (*grants)[each.collection].push_back(each);
    }
    context.grants = std::move(grants);
    context.invited = std::make_shared<const Invitations>(*std::move(invited));
    return {};
}

Result<void> load_people(Context& context) {
    auto groups = context.services.store.directory().groups().groups_of(context.owner.account);
    if (!groups) {
        return groups.error();
    }
    auto people = std::make_shared<People>();
    people->groups = *std::move(groups);
    context.people = std::move(people);
    return {};
}

// The principal's place in its own spelling.
Result<Place> spelled(const Context& context, Place place) {
    if (place.kind == Kind::kGroup) {
        place.group = lower_ascii(place.group);
        return context.people->find_group(place.group) == nullptr ? Result<Place>(nobody())
                                                                  : std::move(place);
    }
    const auto record = context.services.store.directory().find_login(place.user);
    if (!record) {
        return record.error();
    }
    place.user = record->address;
    const bool seen =
        record->id == context.owner.account || context.people->find(record->address) != nullptr;
    return seen ? Result<Place>(std::move(place)) : nobody();
}

}  // namespace

const store::Member* People::find(std::string_view address) const {
    for (const auto& group : groups) {
        for (const auto& member : group.members) {
            if (iequals(member.address, address)) {
                return &member;
            }
        }
    }
    return nullptr;
}

const store::Member* People::find(AccountId account) const {
    for (const auto& group : groups) {
        for (const auto& member : group.members) {
            if (member.account == account) {
                return &member;
            }
        }
    }
    return nullptr;
}

const store::GroupOfMembers* People::find_group(std::string_view name) const {
    const auto it = std::find_if(groups.begin(), groups.end(),
                                 [&](const auto& each) { return each.name == name; });
    return it == groups.end() ? nullptr : &*it;
}

std::vector<const store::Member*> People::all() const {
    std::vector<const store::Member*> found;
    for (const auto& group : groups) {
        for (const auto& member : group.members) {
            found.push_back(&member);
        }
    }
    std::sort(found.begin(), found.end(),
              [](const auto* a, const auto* b) { return a->address < b->address; });
    found.erase(std::unique(found.begin(), found.end(),
                            [](const auto* a, const auto* b) { return a->account == b->account; }),
                found.end());
    return found;
}

Result<void> load(Context& context, unsigned needs) {
    if ((needs & kNeedsGrants) != 0 && !context.grants) {
        if (auto loaded = load_grants(context); !loaded) {
            return loaded;
        }
    }
    return (needs & kNeedsPeople) != 0 && !context.people ? load_people(context) : Result<void>();
}

Result<void> enter_principal(Context& context) {
    if (auto loaded = load(context, kNeedsPeople); !loaded) {
        return loaded;
    }
    if (context.place.kind != Kind::kPrincipal && context.place.kind != Kind::kGroup) {
        return {};
    }
    auto place = spelled(context, context.place);
    if (!place) {
        return place.error();
    }
    context.place = *std::move(place);
    return {};
}

Result<Node> find_principal(const Context& context, std::string_view path) {
    auto place = parse_path(path);
    if (!place || (place->kind != Kind::kPrincipal && place->kind != Kind::kGroup)) {
        return nobody();
    }
    const auto found = spelled(context, *std::move(place));
    return found ? Result<Node>(node_of(*found)) : found.error();
}

Node own_principal(const Owner& viewer) {
    Node node{Kind::kPrincipal};
    node.who = viewer.address;
    return node;
}

Node node_of(const store::Member& member) {
    Node node{Kind::kPrincipal};
    node.who = member.address;
    return node;
}

Node node_of(const store::GroupOfMembers& group) {
    Node node{Kind::kGroup};
    node.who = group.name;
    return node;
}

}  // namespace syncgate::dav
