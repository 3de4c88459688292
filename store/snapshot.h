// What can be read of an account: one consistent state of its database.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/collection.h"
#include "model/device.h"
#include "model/ids.h"
#include "model/item.h"
#include "model/kept_version.h"
#include "model/layer.h"
#include "model/outgoing.h"
#include "model/tag.h"
#include "store/quota.h"
#include "store/word_index.h"

namespace syncgate::store {

struct Scope;

// One thing that the leave step of a Sync meets, ordered by (modseq, uid, kind).
struct Event {
    enum class Kind : std::uint8_t { kGone = 0, kSortKey = 1, kChanged = 2 };
    Modseq modseq = 0;
    Uid uid = 0;
    Kind kind = Kind::kGone;
    std::int64_t old_key = 0, new_key = 0;  // kSortKey only
};

// One item that came in, or rose over the bound, at `entry`.
struct Entry {
    Modseq entry = 0;
    Uid uid = 0;
};

// What stands beside the bytes of a message or card.
struct Object {
    ObjectId id = 0;
    std::uint64_t size = 0;  // of the native text
    std::string envelope;    // as formats/mime encodes them; opaque here
    std::string structure;
    std::string preview;
    std::string text;
    int rendition = 0;
};

// What the index of words names.
struct NamedObjects {
    std::vector<ObjectId> objects;  // ascending
    // Those of them that may lack the words: all beyond `upto`, and these, ascending.
    ObjectId upto = 0;
    std::vector<ObjectId> in_every;

    [[nodiscard]] bool has(ObjectId id) const;
    [[nodiscard]] bool is_sure(ObjectId id) const;  // it has the words
};

// An item as a resource: named, dated, and told from any other text by its digest.
struct Resource {
    Uid uid = 0;
    Modseq modseq = 0;  // of the last change
    std::string name, native_uid;
    ObjectId object = 0;
    std::string digest;       // of the text: 32 bytes
    std::uint64_t size = 0;   // of the text
    UnixSeconds changed = 0;  // since when the text is this one
    UnixSeconds entered = 0;  // when it came into the collection
};

// One that left its collection.
struct GoneResource {
    Modseq modseq = 0;   // when it left
    Modseq created = 0;  // when it came
    Uid uid = 0;
    std::string name;
};

// What a client said of a collection.
struct Property {
    std::string name, value;
};

// Where an object stands.
struct ItemOfObject {
    CollectionId collection = 0;
    Position position;
    ObjectId object = 0;
};

// A device's SyncPoint: the marks of the sync engine as columns, the rest as bytes.
struct PointRow {
    std::int64_t key = 0;  // the SyncKey's number
    Cursor m, a;
    Position bound;
    std::string rest;  // own, journal, carry, answered, as the protocol writes them
};

// A device and collection: the points that are kept, and what the client said last.
struct Line {
    std::vector<PointRow> points;  // ascending by key; empty: never synced
    std::int64_t confirmed = 0;    // key of the confirmed point; 0: none yet
    std::string options;           // of all its points, as the protocol writes them
    // What save_line compares; 0: it was never saved.
    std::int64_t version = 0;
};

// A folder that a device was sent.
inline constexpr CollectionId kUnknownParent = -1;  // in rows of before parents were kept
struct SentFolder {
    CollectionId collection = 0;
    Modseq modseq = 0;                     // of the collection when it was sent
    CollectionId parent = kUnknownParent;  // that the device was told
    bool operator==(const SentFolder&) const = default;
};

// One generation of the hierarchy as sent to a device.
struct HierarchyRow {
    std::int64_t key = 0;
    std::vector<SentFolder> folders;  // as stored: ascending by collection
    Modseq modseq = 0;                // the account's when it was made
    std::int64_t shows = -1;          // of its layers then, as the protocol names it; -1: unknown
};

// What became of collections since a modseq.
struct CollectionsAfter {
    std::vector<Collection> there;   // that came or changed, ascending by id
    std::vector<CollectionId> gone;  // ascending; some may have come since, too
};

class Snapshot {
  public:
    [[nodiscard]] AccountId account() const;
    [[nodiscard]] Modseq modseq() const;  // the account's highest
    [[nodiscard]] Usage usage() const;

    // Collections, ascending by id; deleted ones are left out.
    [[nodiscard]] std::vector<Collection> collections() const;
    // nullopt when compaction has removed some that went after `modseq`.
    [[nodiscard]] std::optional<CollectionsAfter> collections_after(Modseq modseq) const;
    // Those directly below `parent` of this class; 0: at the top.
    [[nodiscard]] std::vector<Collection> children(ItemClass item_class, CollectionId parent) const;
    [[nodiscard]] std::optional<Collection> child(ItemClass item_class, CollectionId parent,
                                                  std::string_view name) const;
    [[nodiscard]] std::optional<Collection> collection(CollectionId id) const;
    [[nodiscard]] std::optional<Collection> by_role(ItemClass item_class, Role role) const;

    [[nodiscard]] std::optional<Item> item(CollectionId collection, Uid uid) const;
    // By its resource name, which is not empty.
    [[nodiscard]] std::optional<Item> find_by_name(CollectionId collection,
                                                   std::string_view name) const;
    // Those of all collections that have this UID inside, which is not empty.
    [[nodiscard]] std::vector<Item> find_by_native_uid(std::string_view native_uid) const;
    // Ascending by uid, after `after`.
    [[nodiscard]] std::vector<Item> items(CollectionId collection, Uid after, int limit) const;

    // -- resources: items that have a name

    // Of one class, ascending by id.
    [[nodiscard]] std::vector<Collection> collections(ItemClass item_class) const;
    // By name, ascending.
    [[nodiscard]] std::vector<Property> properties(CollectionId collection) const;
    [[nodiscard]] std::optional<Resource> resource(CollectionId collection,
                                                   std::string_view name) const;
    // Ascending by uid, after `after`.
    [[nodiscard]] std::vector<Resource> resources(CollectionId collection, Uid after,
                                                  int limit) const;
    // Those that came or changed after a cursor, and those that left, each ascending by (modseq,
    // uid). What is compacted is missing: Collection::compacted.
    [[nodiscard]] std::vector<Resource> resources_after(CollectionId collection, Cursor after,
                                                        int limit) const;
    [[nodiscard]] std::vector<GoneResource> gone_after(CollectionId collection, Cursor after,
                                                       int limit) const;

    // -- the sync engine's ranges. Source: docs/sync-engine.md.

    // Events after `m`.
    [[nodiscard]] std::vector<Event> events_after(CollectionId collection, Cursor m,
                                                  int limit) const;
    // Items at or above `bound` whose entry is after `a`, ascending by (entry, uid).
    [[nodiscard]] std::vector<Entry> entries_after(CollectionId collection, Cursor a,
                                                   Position bound, int limit) const;
    // Items with edge <= (sort_key, uid) < bound, descending.
    [[nodiscard]] std::vector<Item> items_below(CollectionId collection, Position bound,
                                                Position edge, int limit) const;
    // Items and tombstones (of departures after modseq `since`) that may have had their lowest
    // sort key in [from, upto) at some time after `since`; none is left out.
    struct Slide {
        std::vector<Uid> uids;
        Position upto;  // `to`, or less when the limit cut the walk
    };
    [[nodiscard]] Slide slide_candidates(CollectionId collection, Position from, Position to,
                                         Modseq since, int limit) const;
    // Lowest sort key of the item during [from, to], if it was in the collection all that time.
    [[nodiscard]] std::optional<std::int64_t> lowest_key(CollectionId collection, Uid uid,
                                                         Modseq from, Modseq to) const;
    // Items at or above `edge`.
    [[nodiscard]] std::int64_t count(CollectionId collection, Position edge) const;
    // Items below sort key `edge` of whose conversation one in the collection is not: the newest
    // ones, descending. The cost is that of the items at or above `edge` and their conversations.
    [[nodiscard]] std::vector<Item> riders(CollectionId collection, std::int64_t edge,
                                           int limit) const;

    // -- objects

    [[nodiscard]] std::optional<Object> object(ObjectId id) const;
    // Bytes [begin, end) of the object's native text; an end beyond it means up to the end.
    [[nodiscard]] std::string bytes(ObjectId id, std::uint64_t begin, std::uint64_t end) const;

    // Objects that may be of these conversations (mime::conversation_number), ascending: those that
    // are, and those that were not looked at yet (Note::derive_conversations). nullopt: more than
    // `most`.
    [[nodiscard]] std::optional<std::vector<ObjectId>> objects_in(
        const std::vector<std::int64_t>& conversations, int most) const;

    // -- words (store/word_index.h)

    // Objects that may have the words: those that the index names, of which some may be gone, and
    // all it does not know yet. nullopt: more than `most`, or it can't be read.
    [[nodiscard]] std::optional<NamedObjects> objects_with(const WordQuery& query, int most) const;
    // The items that have these objects, in no order.
    [[nodiscard]] std::vector<ItemOfObject> items_of(const std::vector<ObjectId>& objects) const;
    // As items_below, without loading them.
    [[nodiscard]] std::vector<ItemOfObject> places_below(CollectionId collection, Position bound,
                                                         Position edge, int limit) const;
    // Which numbering of objects this is: an index of another one is of no use.
    [[nodiscard]] std::string words_epoch() const;

    // What the engine finds wrong with the database, and objects whose bytes are not there; empty
    // when all is well. Reads everything.
    [[nodiscard]] std::vector<std::string> problems() const;
    // Blob files that no row names, and those that were never finished: harmless, left by a crash.
    // Right inside a note only, where no write is at work that made one before its row.
    [[nodiscard]] std::vector<std::filesystem::path> leftovers() const;

    // Ascending by id.
    [[nodiscard]] std::vector<KeptVersion> kept_versions() const;

    // Mail that waits for the relay, ascending by id.
    [[nodiscard]] std::vector<Outgoing> outgoing() const;
    [[nodiscard]] std::optional<Outgoing> outgoing(std::int64_t id) const;
    // Whether more may wait (Rules::outgoing).
    [[nodiscard]] bool has_room_for_outgoing() const;

    // The names and colours of tags, ascending by keyword.
    [[nodiscard]] std::vector<Tag> tags() const;
    // That of a keyword.
    [[nodiscard]] std::optional<Tag> tag(std::string_view keyword) const;

    // -- devices

    [[nodiscard]] std::vector<Device> devices() const;
    [[nodiscard]] std::optional<Device> device(std::string_view id) const;
    [[nodiscard]] Line line(DeviceNumber device, CollectionId collection) const;
    // Ascending by key.
    [[nodiscard]] std::vector<HierarchyRow> hierarchy(DeviceNumber device) const;
    [[nodiscard]] std::optional<HierarchyRow> newest_hierarchy(DeviceNumber device) const;
    // What was chosen for the account, for kinds of devices, and for this device (0: for none).
    [[nodiscard]] LayerChoices layer_choices(DeviceNumber device) const;
    // What was remembered for a request (SendMail by ClientId, MoveItems, ...).
    [[nodiscard]] std::optional<std::string> remembered(DeviceNumber device, std::string_view kind,
                                                        std::string_view key) const;

    explicit Snapshot(Scope& scope) : scope_(&scope) {}

  protected:
    Scope* scope_;  // borrowed for the time of one read, note or write
};

}  // namespace syncgate::store
