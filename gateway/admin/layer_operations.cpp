// Layers of accounts and devices: list and switch.
#include <algorithm>

#include "base/text.h"
#include "gateway/admin/operations.h"
#include "model/layer.h"
#include "store/account.h"
#include "store/shared_books.h"

namespace syncgate::admin {
namespace {

using store::Change;
using store::Snapshot;

constexpr std::string_view kShared = "shared";

struct Choice {
    std::optional<Layer> layer;  // nullopt: "shared"
    std::optional<bool> shown;   // nullopt: "default"
};

struct NamedLayer {
    Layer layer;
    std::string book;  // "" for a class
};

Result<Choice> parse_choice(std::string_view word) {
    const auto equals = word.find('=');
    const auto name = word.substr(0, equals);
    const auto state = equals == std::string_view::npos ? "" : word.substr(equals + 1);
    if (state != "on" && state != "off" && state != "default") {
        return Error{ErrorCode::kMalformed, "say LAYER=on, off or default: " + std::string(word)};
    }
    Choice choice{parse_layer(name), std::nullopt};
    if (!choice.layer && name != kShared) {
        return Error{ErrorCode::kMalformed,
                     "no layer is called " + std::string(name) +
                         "; there are mail, contacts, calendar, tasks, notes, and CLASS:ID for a "
                         "further book, as they are listed"};
    }
    if (state != "default") {
        choice.shown = state == "on";
    }
    return choice;
}

Result<std::vector<Choice>> parse_choices(std::string_view text) {
    std::vector<Choice> choices;
    for (const auto word : split(text, ' ')) {
        if (word.empty()) {
            continue;
        }
        auto choice = parse_choice(word);
        if (!choice) {
            return choice.error();
        }
        choices.push_back(*choice);
    }
    return choices;
}

using Layers = std::vector<NamedLayer>;

// Of the books that others share with the account. Errors: kUnavailable.
Result<Layers> shared_layers(store::Store& store, AccountId account) {
    const auto books = store::shared_books(store, account);
    if (!books) {
        return books.error();
    }
    Layers found;
    for (const auto& each : *books) {
        found.push_back(
            {{each.book.item_class, each.owner.id, each.book.id}, store::shown_name(each)});
    }
    return found;
}

// The classes, then the account's further books, then those of others.
Layers layers_of(const Snapshot& snapshot, const Layers& shared) {
    Layers found;
    for (const auto item_class : {ItemClass::kMail, ItemClass::kContact, ItemClass::kEvent,
                                  ItemClass::kTask, ItemClass::kNote}) {
        found.push_back({{item_class, 0, 0}, ""});
    }
    const auto all = snapshot.collections();
    for (const auto& each : all) {
        const Layer layer = layer_of(each, all);
        if (layer.book == each.id) {
            found.push_back({layer, each.name});
        }
    }
    found.insert(found.end(), shared.begin(), shared.end());
    return found;
}

Result<void> choose(Change& change, const store::LayerPlace& place,
                    const std::vector<Choice>& choices, const Layers& shared) {
    const auto layers = layers_of(change, shared);
    for (const auto& choice : choices) {
        if (!choice.layer) {
            if (place.device != 0 || !place.kind.empty()) {
                return Error{ErrorCode::kMalformed,
                             "shared is allowed or not for an account, with account layers"};
            }
            change.allow_shared_layers(choice.shown.value_or(false));
            continue;
        }
        // A choice may be taken back when what it was about is gone.
        if (choice.shown && std::none_of(layers.begin(), layers.end(), [&](const NamedLayer& each) {
                return each.layer == *choice.layer;
            })) {
            return Error{ErrorCode::kNotFound, "the account has no " + name_of(*choice.layer)};
        }
        change.set_layer(place, *choice.layer, choice.shown);
    }
    return {};
}

std::string_view name_of(LayerSource source) {
    switch (source) {
        case LayerSource::kStandard:
            return "standard";
        case LayerSource::kAccount:
            return "account";
        case LayerSource::kKind:
            return "kind";
        case LayerSource::kDevice:
            return "device";
    }
    return "";
}

std::string line(const std::string& whose, const std::string& layer, const LayerState& state,
                 const std::string& book) {
    return whose + "\t" + layer + "\t" + (state.shown ? "on" : "off") + "\t" +
           std::string(name_of(state.source)) + "\t" + book + "\n";
}

std::string show_device(const Snapshot& snapshot, const Device& device, const Layers& shared) {
    const auto choices = snapshot.layer_choices(device.number);
    std::string out;
    for (const auto& [layer, book] : layers_of(snapshot, shared)) {
        out += line(device.id, name_of(layer), state_of(choices, device.type, layer), book);
    }
    return out;
}

// What holds for devices of that kind which have no choice of their own; "*" stands for all kinds.
// Of the kinds in a list of all, only what was chosen for them.
std::string show_kind(const Snapshot& snapshot, const std::string& kind, bool only_chosen,
                      const Layers& shared) {
    const auto choices = snapshot.layer_choices(0);
    const auto own = choices.kinds.find(lower_ascii(kind));
    std::string out;
    for (const auto& [layer, book] : layers_of(snapshot, shared)) {
        const bool chosen = own != choices.kinds.end() && own->second.contains(layer);
        if (chosen || !only_chosen) {
            out += line(kind.empty() ? "*" : kind, name_of(layer), state_of(choices, kind, layer),
                        book);
        }
    }
    return out;
}

std::string show_account(const Snapshot& snapshot, const Layers& shared) {
    const auto choices = snapshot.layer_choices(0);
    std::string out = show_kind(snapshot, "", false, shared);
    out += line("*", std::string(kShared),
                {choices.shared_allowed,
                 choices.shared_allowed ? LayerSource::kAccount : LayerSource::kStandard},
                "");
    for (const auto& [kind, choice] : choices.kinds) {
        out += show_kind(snapshot, kind, true, shared);
    }
    return out;
}

}  // namespace

Result<std::string> Operations::account_layers(const Call& call) {
    const std::string kind = call.value("kind");
    auto choices = parse_choices(call.value("set"));
    auto account = account_of(call);
    const auto shared =
        account ? shared_layers(store_, (*account)->id()) : Result<Layers>(account.error());
    if (!choices || !shared) {
        return choices ? shared.error() : choices.error();
    }
    const auto show = [&](const Snapshot& snapshot) -> Result<std::string> {
        return kind.empty() ? show_account(snapshot, *shared)
                            : show_kind(snapshot, kind, false, *shared);
    };
    if (choices->empty()) {
        return (*account)->read(show);
    }
    return (*account)->write([&](Change& change) -> Result<std::string> {
        if (auto chosen = choose(change, {0, kind}, *choices, *shared); !chosen) {
            return chosen.error();
        }
        return show(change);
    });
}

Result<std::string> Operations::device_layers(const Call& call) {
    const std::string id = call.value("device");
    auto choices = parse_choices(call.value("set"));
    auto account = account_of(call);
    const auto shared =
        account ? shared_layers(store_, (*account)->id()) : Result<Layers>(account.error());
    if (!choices || !shared) {
        return choices ? shared.error() : choices.error();
    }
    const Error unknown{ErrorCode::kNotFound, "no device " + id};
    if (choices->empty()) {
        return (*account)->read([&](const Snapshot& snapshot) -> Result<std::string> {
            std::string out;
            for (const auto& device : snapshot.devices()) {
                out += id.empty() || device.id == id ? show_device(snapshot, device, *shared) : "";
            }
            return out.empty() && !id.empty() ? Result<std::string>(unknown) : out;
        });
    }
    if (id.empty()) {
        return Error{ErrorCode::kMalformed, "name the device; device list has them"};
    }
    return (*account)->write([&](Change& change) -> Result<std::string> {
        const auto device = change.device(id);
        if (!device) {
            return unknown;
        }
        if (auto chosen = choose(change, {device->number, ""}, *choices, *shared); !chosen) {
            return chosen.error();
        }
        return show_device(change, *device, *shared);
    });
}

}  // namespace syncgate::admin
