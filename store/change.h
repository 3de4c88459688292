// A write to an account's items. The first change takes the write's modseq; every row of it bears
// that value, net: an item that came and went leaves no trace.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/paged_text.h"
#include "base/result.h"
#include "store/note.h"

namespace syncgate::store {

struct NewObject {
    PagedText bytes;  // the native text
    std::string envelope, structure, preview, text;
    int rendition = 0;
};

struct NewItem {
    ObjectId object = 0;
    std::string name, native_uid;
    std::int64_t sort_key = 0;
    std::uint32_t flags = 0;
    std::string keywords, follow_up;
};

// Something for another account, carried out after this write's commit, exactly once.
struct Intent {
    AccountId target = 0;
    ObjectId object = 0;       // of this account; kept until it is carried out
    Role role = Role::kInbox;  // of the mail folder of `target` that gets it
    std::uint32_t flags = 0;
};

// Whose choice of layers it is: a device's, or the account's default for devices whose DeviceType
// begins with `kind` ("": for all).
struct LayerPlace {
    DeviceNumber device = 0;
    std::string kind;
};

struct ItemPlace {
    CollectionId collection = 0;
    Uid uid = 0;
};

class Change : public Note {
  public:
    // The write's modseq, taken now if it was not yet.
    Modseq take_modseq();

    // -- collections, by the rules of store/folder_rules.h. A change of the hierarchy is told as
    // kHierarchy. What is refused changes nothing.

    // Errors: kNotFound (parent), kMalformed (name), kTooLarge (name, depth), kForbidden (a parent
    // that takes no children, or of another class), kConflict (the name or the role is taken).
    Result<CollectionId> add_collection(ItemClass item_class, CollectionId parent, Role role,
                                        std::string_view name);
    // Renames it and moves it below `parent`, either of which may be as it was. Errors: as above,
    // kNotFound also for itself, kForbidden also for a fixed folder and a move into itself.
    Result<void> rename_collection(CollectionId id, CollectionId parent, std::string_view name);
    // For good, with its items and all collections below. Errors: kNotFound, kForbidden (fixed).
    Result<void> remove_collection(CollectionId id);

    // DAV's name of it, in place of the one that it had. Errors: kConflict (another of its class
    // has it), kNotFound.
    Result<void> name_resource(CollectionId id, std::string_view resource);
    // What clients say of a collection; nullopt: nothing any more. Takes no modseq.
    void set_property(CollectionId id, std::string_view name,
                      std::optional<std::string_view> value);

    // -- Trash, of mail alone. What lies in Trash or below it goes for good.

    // The item moves to Trash. Errors: kNotFound, kUnsupported (no mail).
    Result<void> trash_item(CollectionId collection, Uid uid);
    // The collection moves below Trash with all that is in and below it, however deep, under
    // another name when its own is taken there. Errors: kNotFound, kForbidden (fixed),
    // kUnsupported.
    Result<void> trash_collection(CollectionId id);
    // For good: items that entered Trash at `upto` or before, by themselves or with their folder,
    // oldest first; then folders there of that age that are empty. Returns how many went, at most
    // `most`.
    Result<int> purge_trash(UnixSeconds upto, int most);

    // Told as kHierarchy though no collection changed: policy, block, wipe.
    void touch_hierarchy();

    // -- layers. Told as kHierarchy, unless all is as it was.
    // nullopt: no choice any more.
    void set_layer(const LayerPlace& place, const Layer& layer, std::optional<bool> shown);
    // Whether devices of this account may show what others share with it.
    void allow_shared_layers(bool allowed);

    // -- quota

    // Makes sure that so much can be added, by purging the oldest of Trash when it must. Asked
    // before anything is added. Errors: kOverQuota.
    Result<void> make_room(std::int64_t bytes, std::int64_t items);
    // What this write adds was accepted before: no quota refuses it.
    void keep_promise();

    // -- items

    // Throws StoreFailure: kOverQuota.
    ObjectId add_object(const NewObject& object);
    // Throws StoreFailure: kNotFound (collection), kConflict (its name is taken there), kOverQuota.
    Uid add_item(CollectionId collection, const NewItem& item);
    // Replaces flags, keywords and follow_up of an item that exists; nothing happens when all are
    // as they were.
    void set_state(CollectionId collection, Uid uid, std::uint32_t flags, std::string_view keywords,
                   std::string_view follow_up);
    // New native text for an item that exists: a new object, `content` and sort key move.
    void set_object(CollectionId collection, Uid uid, ObjectId object, std::int64_t sort_key);
    // The item leaves. False when it is not there.
    bool remove_item(CollectionId collection, Uid uid);
    // To another collection of the account, with object, flags and keywords; its new uid there.
    // Called `name`, which nothing there is; of itself (""), a name that is taken there is put
    // behind the new uid. nullopt when it is not there.
    std::optional<Uid> move_item(CollectionId from, Uid uid, CollectionId to,
                                 std::string_view name = {});
    // Makes the tag, or changes what it is called; items keep their keywords. Where another name
    // is shown now, those that have the keyword have changed. Looks at each item of the account.
    void set_tag(const Tag& tag);
    void remove_tag(std::string_view keyword);
    // A uid that no item of the collection has or will have.
    Uid reserve_uid(CollectionId collection);

    // -- versions that lost. Kept 30 days, the newest 1,000 of an account.

    // Keeps the item's text and state as they are in `version`, before they are changed.
    void keep_version(const Item& version, Loss loss, DeviceNumber device);
    // Keeps the text that a device wanted the item to have.
    void keep_refused(const Item& item, const NewObject& text, DeviceNumber device);
    // The kept version becomes the item's again, whose own is kept in turn; anew where the item is
    // gone, in the default collection of its class where that is gone too. Errors: kNotFound.
    Result<ItemPlace> recover_version(std::int64_t id);

    // -- mail that waits for the relay

    // `object` is kept until all recipients, of which there is at least one, are done. Errors:
    // kUnavailable (Rules::outgoing wait already).
    Result<void> add_outgoing(ObjectId object, std::string_view sender,
                              std::span<const std::string> recipients);
    // What became of recipients; the message is nobody's again, and goes with its last one.
    // Nothing happens to what is no longer there.
    void settle_outgoing(std::int64_t id, std::span<const OutgoingOutcome> outcomes);
    // Nobody is sent it any more. False when it is not there.
    bool remove_outgoing(std::int64_t id);

    // -- beyond this account
    void add_intent(const Intent& intent);
    // Notes that an intent of another account arrives with this write; false when it did before.
    bool begin_received(AccountId source, std::int64_t intent, UnixSeconds remember_until);

    using Note::Note;
};

}  // namespace syncgate::store
