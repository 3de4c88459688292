// Layers: which collections a device shows. A layer is what can be switched on and off for itself:
// the mail, the default contacts, calendar, tasks or notes, each further book, and what others
// share. It chooses what is shown; it is no right. Source: docs/sync-engine.md, "Hierarchy".
#pragma once

#include <compare>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/collection.h"

namespace syncgate {

struct Layer {
    ItemClass item_class = ItemClass::kMail;
    AccountId owner = 0;    // 0: the account's own; else who shares it
    CollectionId book = 0;  // 0: the class itself; else a collection of `owner` with all below it
    auto operator<=>(const Layer&) const = default;
};

// The layer of an own collection. All mail is one. Of other classes the default book is the class,
// any other is its own; what stands inside a book of the same class belongs to that book.
// `all`: the account's collections.
Layer layer_of(const Collection& collection, const std::vector<Collection>& all);

// "mail", "contacts", "calendar", "tasks", "notes", "contacts:12" for the book with that id, and
// "contacts:7.12" for that of account 7. parse_layer: nullopt for what is none.
std::string name_of(const Layer& layer);
std::optional<Layer> parse_layer(std::string_view name);

// What was chosen; what is not named was not.
using LayerChoice = std::map<Layer, bool>;

struct LayerChoices {
    LayerChoice account;                       // for all its devices
    std::map<std::string, LayerChoice> kinds;  // by DeviceType prefix, in lower case
    LayerChoice device;
    bool shared_allowed = false;  // by the administrator: else nothing shared is ever shown
};

enum class LayerSource : std::uint8_t { kStandard, kAccount, kKind, kDevice };

struct LayerState {
    bool shown = true;
    LayerSource source = LayerSource::kStandard;
    bool operator==(const LayerState&) const = default;
};

// The device's own choice, else that of the longest kind that its DeviceType begins with (without
// regard to case), else the account's, else: own layers are shown, shared ones not.
LayerState state_of(const LayerChoices& choices, std::string_view device_type, const Layer& layer);

}  // namespace syncgate
