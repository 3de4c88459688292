// A class of items as ActiveSync shows it: the native text and its state <-> ApplicationData.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "formats/wbxml/element.h"
#include "model/collection.h"
#include "model/item.h"
#include "protocols/activesync/items/supported.h"
#include "protocols/activesync/version.h"
#include "store/change.h"
#include "store/snapshot.h"

namespace syncgate::activesync {

struct PartPlace;

// Source: MS-ASAIRS 2.2.2.12 BodyPreference.
struct BodyPreference {
    int type = 1;  // 1 plain, 2 HTML, 3 RTF, 4 MIME
    std::optional<std::uint32_t> truncation_size;
    bool all_or_none = false;
    std::uint32_t preview = 0;  // characters

    bool operator==(const BodyPreference&) const = default;
};

// How a client wants its items. Source: MS-ASCMD 2.2.3.125 Options.
struct RenderOptions {
    Version version = Version::k14_1;
    std::vector<BodyPreference> bodies;
    std::optional<BodyPreference> body_part;  // 14.1 and later
    int mime_support = 0;                     // 0 never, 1 S/MIME only, 2 all
    std::optional<int> mime_truncation;       // 0 to 8
    std::optional<int> truncation;            // 2.5: 0 to 9
    bool whole_body = false;                  // a Fetch of Sync: sizes are not looked at
    bool no_body = false;                     // as if all of them were cut to nothing
    // Where it is given, a large body of MIME is told here and has a gap for Data: of an item one.
    std::optional<PartPlace>* large_mime = nullptr;
};

// How a client's Add or Change is read.
struct EditOptions {
    Version version = Version::k14_1;
    Supported supported{};             // what is ghosted: kept when the change leaves it out
    bool empty_picture_keeps = false;  // for clients that send an empty Picture for every one
    std::string writer{};              // the account's address
    UnixSeconds now = 0;
};

// "Email", "Contacts" and so on, as the protocol calls a class; nullopt for what is none.
std::string_view class_name(ItemClass item_class);
std::optional<ItemClass> class_named(std::string_view name);

// Item statuses of Sync. Source: MS-ASCMD 2.2.3.177.17.
inline constexpr int kItemOk = 1;
inline constexpr int kItemRetry = 5;    // server error
inline constexpr int kItemInvalid = 6;  // conversion error, or not allowed
inline constexpr int kItemConflict = 7;
inline constexpr int kItemGone = 8;
inline constexpr int kItemNoRoom = 9;  // over quota
// Since 16.0, of a draft to send: nobody to send it to, or what is no address.
inline constexpr int kItemInvalidRecipients = 183;

// Immutable.
class ItemKind {
  public:
    virtual ~ItemKind() = default;

    // The ApplicationData (AirSync:ApplicationData as root). Never fails for an item that exists:
    // one that can't be rendered becomes a placeholder with its headers and a note.
    [[nodiscard]] virtual wbxml::Element render(const store::Snapshot& snapshot, const Item& item,
                                                const RenderOptions& options) const = 0;

    // The ApplicationData of a Change after which only the state differs (item.content is not
    // newer than the device's version). Where a part of the state may not travel alone, the whole
    // item.
    [[nodiscard]] virtual wbxml::Element render_state(const store::Snapshot& snapshot,
                                                      const Item& item,
                                                      const RenderOptions& options) const = 0;

    // What is shown instead of an item that a device chokes on: nothing of its text.
    [[nodiscard]] virtual wbxml::Element stand_in(const Item& item, Version version) const = 0;

    // A client's Change. Returns an item status; nothing is changed unless it is kItemOk.
    virtual int merge(store::Change& change, const Item& item, const wbxml::Element& data,
                      const EditOptions& options) const = 0;

    // The item becomes what this data makes when it is added: an Add that is sent again with
    // something else in it. Returns an item status.
    virtual int replace(store::Change& change, const Item& item, const wbxml::Element& data,
                        const EditOptions& options) const = 0;

    // The same where another has changed the item since, which the device has not seen.
    virtual int replace_unseen(store::Change& change, const Item& item, const wbxml::Element& data,
                               const EditOptions& options) const {
        return replace(change, item, data, options);
    }

    // The native text that the item would have after merge(), for a change that lost; nullopt when
    // it would have the same, as where a change sets state alone.
    [[nodiscard]] virtual std::optional<std::string> merged(const store::Snapshot&, const Item&,
                                                            const wbxml::Element&,
                                                            const EditOptions&) const {
        return std::nullopt;
    }

    // What the device is told of an item that it has just added (`is_new`) or changed by this data,
    // beside its id; nullopt: nothing.
    [[nodiscard]] virtual std::optional<wbxml::Element> told(const store::Snapshot&, const Item&,
                                                             const wbxml::Element& /*data*/,
                                                             bool /*is_new*/) const {
        return std::nullopt;
    }

    // Whether a device's change of this data can conflict with another's: false when it only sets
    // properties that merge (mail's Read, Flag, Categories).
    [[nodiscard]] virtual bool conflicts(const wbxml::Element& data) const = 0;

    struct Added {
        int status = kItemInvalid;
        Uid uid = 0;  // when status is kItemOk
    };
    // A client's Add into the collection.
    virtual Added add(store::Change& change, const Collection& collection,
                      const wbxml::Element& data, const EditOptions& options) const = 0;
};

// The kind of a class: mail and contacts; classes that have no items yet have one that renders
// nothing and refuses what is added.
const ItemKind& item_kind(ItemClass item_class);

}  // namespace syncgate::activesync
