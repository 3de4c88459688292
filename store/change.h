// A write to an account's items. The first change takes the write's modseq; every row of it bears
// that value, net: an item that came and went leaves no trace.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "store/note.h"

namespace syncgate::store {

struct NewObject {
    std::string_view bytes;  // the native text
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

class Change : public Note {
  public:
    // The write's modseq, taken now if it was not yet.
    Modseq take_modseq();

    // -- collections. A change of the hierarchy is told as kHierarchy.
    CollectionId add_collection(ItemClass item_class, CollectionId parent, Role role,
                                std::string_view name);
    void rename_collection(CollectionId id, CollectionId parent, std::string_view name);
    // With its items and all collections below.
    void remove_collection(CollectionId id);
    // Told as kHierarchy though no collection changed: policy, block, wipe.
    void touch_hierarchy();

    // -- layers. Told as kHierarchy, unless all is as it was.
    // nullopt: no choice any more.
    void set_layer(const LayerPlace& place, const Layer& layer, std::optional<bool> shown);
    // Whether devices of this account may show what others share with it.
    void allow_shared_layers(bool allowed);

    // -- items
    ObjectId add_object(const NewObject& object);
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
    // nullopt when it is not there.
    std::optional<Uid> move_item(CollectionId from, Uid uid, CollectionId to);
    // A uid that no item of the collection has or will have.
    Uid reserve_uid(CollectionId collection);

    // -- beyond this account
    void add_intent(const Intent& intent);
    // Notes that an intent of another account arrives with this write; false when it did before.
    bool begin_received(AccountId source, std::int64_t intent, UnixSeconds remember_until);

    using Note::Note;
};

}  // namespace syncgate::store
