#include "protocols/activesync/commands/shared_folders.h"

#include <algorithm>

#include "store/shared_books.h"

namespace syncgate::activesync {
namespace {

Layer layer_of_shared(AccountId owner, CollectionId book) {
    return {ItemClass::kContact, owner, book};
}

bool names_shared(const LayerChoice& choice) {
    return std::any_of(choice.begin(), choice.end(),
                       [](const auto& each) { return each.first.owner != 0 && each.second; });
}

// Whether anything was chosen that may be shown.
bool shows_shared(const LayerChoices& choices) {
    return choices.shared_allowed &&
           (names_shared(choices.account) || names_shared(choices.device) ||
            std::any_of(choices.kinds.begin(), choices.kinds.end(),
                        [](const auto& each) { return names_shared(each.second); }));
}

Result<LayerChoices> choices_of(const Context& context) {
    return context.account->read([&](const store::Snapshot& snapshot) -> Result<LayerChoices> {
        return snapshot.layer_choices(context.device.number);
    });
}

bool shows(const Context& context, const LayerChoices& choices, const SharedCollection& shared) {
    return state_of(choices, context.device.type, layer_of_shared(shared.owner, shared.collection))
        .shown;
}

// As a folder at the top, like any that a user has made.
Collection folder_of(const store::SharedBook& shared, CollectionId id) {
    Collection folder = shared.book;
    folder.id = id;
    folder.parent = 0;
    folder.role = Role::kNone;
    folder.name = shown_name(shared);
    return folder;
}

}  // namespace

Result<void> load_shared(Context& context) {
    const auto choices = choices_of(context);
    if (!choices) {
        return choices.error();
    }
    auto folders = std::make_shared<std::vector<Collection>>();
    if (shows_shared(*choices)) {
        const auto all = store::shared_books(context.services.store, context.account->id());
        if (!all) {
            return all.error();
        }
        for (const auto& each : *all) {
            const SharedCollection shared{each.owner.id, each.book.id};
            const auto id = shared_id(shared);
            if (id && shows(context, *choices, shared)) {
                folders->push_back(folder_of(each, *id));
            }
        }
    }
    context.shared = std::move(folders);
    return {};
}

Result<std::optional<Context>> enter_shared(const Context& context,
                                            const SharedCollection& shared) {
    using Entered = std::optional<Context>;
    const auto choices = choices_of(context);
    if (!choices) {
        return choices.error();
    }
    if (!shows(context, *choices, shared)) {
        return Entered();
    }
    auto& store = context.services.store;
    const AccountId viewer = context.account->id();
    const auto sharing = store.directory().groups().sharing(viewer, shared.owner);
    const auto books = sharing ? store::shared_books_of(store, shared.owner, *sharing)
                               : Result<std::vector<store::SharedBook>>(sharing.error());
    if (!books) {
        return books.error();
    }
    const auto book = std::find_if(books->begin(), books->end(), [&](const auto& each) {
        return each.book.id == shared.collection;
    });
    if (viewer == shared.owner || book == books->end()) {
        return Entered();
    }
    auto account = store.account(shared.owner);
    if (!account) {
        return account.error();
    }
    Context guest = context;
    guest.account = *std::move(account);
    guest.device.number = guest_number(viewer, context.device.number);
    guest.guest = Guest{shared.collection, book->rights == store::Rights::kWrite};
    return Entered(std::move(guest));
}

Result<Context> at_collection(const Context& context, std::optional<CollectionId> id) {
    const auto shared = id ? parse_shared_id(*id) : std::nullopt;
    if (!shared) {
        return context;
    }
    auto guest = enter_shared(context, *shared);
    if (!guest) {
        return guest.error();
    }
    return *guest ? **std::move(guest) : context;
}

std::unique_lock<std::mutex> lock_folder(const Context& context, CollectionId id) {
    const AccountId viewer = context.account->id();
    const DeviceNumber device = context.device.number;
    const auto shared = parse_shared_id(id);
    return shared
               ? context.locks.lock(shared->owner, guest_number(viewer, device), shared->collection)
               : context.locks.lock(viewer, device, id);
}

Result<void> leave_shared(const Context& context, const std::vector<CollectionId>& gone) {
    for (const auto id : gone) {
        const auto shared = parse_shared_id(id);
        if (!shared) {
            continue;
        }
        auto account = context.services.store.account(shared->owner);
        if (!account && account.error().code == ErrorCode::kNotFound) {
            continue;  // gone with all that it kept
        }
        const auto left = account ? (*account)->note([&](store::Note& note) -> Result<bool> {
            note.drop_line(guest_number(context.account->id(), context.device.number),
                           shared->collection);
            return true;
        })
                                  : Result<bool>(account.error());
        if (!left) {
            return left.error();
        }
    }
    return {};
}

}  // namespace syncgate::activesync
