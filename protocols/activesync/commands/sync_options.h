// The Options of a Sync collection: the last ones said count until others are.
// Source: MS-ASCMD 2.2.3.125.5.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "formats/wbxml/element.h"
#include "protocols/activesync/items/item_kind.h"
#include "protocols/activesync/items/supported.h"

namespace syncgate::activesync {

struct SyncOptions {
    int filter_type = 0;
    bool conversations = false;  // ConversationMode, which is said beside the Options
    bool server_wins = true;
    RenderOptions render;
    Supported supported;  // said beside the Options, and kept when they change
};

// The preferences of an Options element (also ItemOperations').
// Errors: kMalformed; kUnsupported (a BodyPartPreference of another Type than HTML: Status 164).
Result<SyncOptions> parse_options(const wbxml::Element& options, Version version);

// A collection's Options, one for each Class. A mailbox without text messages takes those for SMS
// and has no use for them.
struct ClassOptions {
    const wbxml::Element* own = nullptr;  // for the collection's own class
    std::optional<ItemClass> item_class;  // that it named
    bool text_messages = false;

    // Whether a collection of this class can have them: SMS goes with mail alone.
    [[nodiscard]] bool suit(ItemClass collection) const {
        return item_class.value_or(collection) == collection &&
               (!text_messages || collection == ItemClass::kMail);
    }
};

// Errors: kMalformed (a Class that is none, two of one Class, or two that do not go together).
Result<ClassOptions> class_options(const wbxml::Element& collection);

// Errors: kMalformed (Supported before the CollectionId, which says what its elements are of).
Result<std::optional<Supported>> parse_supported(const wbxml::Element& collection);

// How commands that carry Options of their own refuse what parse_options could not take.
inline constexpr int kBodyPartTypeNotSupported = 164;  // MS-ASCMD 2.2.2

// As kept with the point, "" for the defaults; what can't be read gives those.
std::string encode(const SyncOptions& options);
SyncOptions decode_options(std::string_view text);

}  // namespace syncgate::activesync
