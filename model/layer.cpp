#include "model/layer.h"

#include <algorithm>

#include "base/text.h"

namespace syncgate {
namespace {

struct ClassName {
    ItemClass item_class;
    std::string_view name;
};

constexpr ClassName kNames[] = {
    {ItemClass::kMail, "mail"},  {ItemClass::kContact, "contacts"}, {ItemClass::kEvent, "calendar"},
    {ItemClass::kTask, "tasks"}, {ItemClass::kNote, "notes"},
};

std::optional<std::int64_t> parse_number(std::string_view text) {
    const auto number = parse_uint(text);
    return number && *number != 0 && *number <= static_cast<std::uint64_t>(kMaxKey)
               ? std::optional(static_cast<std::int64_t>(*number))
               : std::nullopt;
}

std::optional<bool> chosen(const LayerChoice& choice, const Layer& layer) {
    const auto it = choice.find(layer);
    return it == choice.end() ? std::nullopt : std::optional(it->second);
}

std::optional<bool> chosen_for_kind(const LayerChoices& choices, std::string_view device_type,
                                    const Layer& layer) {
    std::optional<bool> found;
    std::size_t longest = 0;
    for (const auto& [prefix, choice] : choices.kinds) {
        const auto shown = chosen(choice, layer);
        if (shown && prefix.size() >= longest && istarts_with(device_type, prefix)) {
            longest = prefix.size();
            found = shown;
        }
    }
    return found;
}

}  // namespace

Layer layer_of(const Collection& collection, const std::vector<Collection>& all) {
    Layer layer{collection.item_class, 0, 0};
    if (collection.item_class == ItemClass::kMail) {
        return layer;
    }
    const Collection* book = &collection;
    for (auto steps = all.size(); steps > 0 && book->parent != 0; --steps) {
        const auto parent = std::find_if(all.begin(), all.end(), [&](const Collection& each) {
            return each.id == book->parent && each.item_class == collection.item_class;
        });
        if (parent == all.end()) {
            break;
        }
        book = &*parent;
    }
    layer.book = book->role == Role::kDefault ? 0 : book->id;
    return layer;
}

std::string name_of(const Layer& layer) {
    const auto* row =
        std::find_if(std::begin(kNames), std::end(kNames),
                     [&](const ClassName& each) { return each.item_class == layer.item_class; });
    const std::string name(row == std::end(kNames) ? "" : row->name);
    if (layer.book == 0) {
        return name;
    }
    const auto owner = layer.owner == 0 ? "" : std::to_string(layer.owner) + ".";
    return name + ":" + owner + std::to_string(layer.book);
}

std::optional<Layer> parse_layer(std::string_view name) {
    const auto colon = name.find(':');
    const auto* row = std::find_if(
        std::begin(kNames), std::end(kNames),
        [&](const ClassName& each) { return iequals(each.name, name.substr(0, colon)); });
    if (row == std::end(kNames)) {
        return std::nullopt;
    }
    if (colon == std::string_view::npos) {
        return Layer{row->item_class, 0, 0};
    }
    const auto number = name.substr(colon + 1);
    const auto dot = number.find('.');
    const bool shared = dot != std::string_view::npos;
    const auto owner = shared ? parse_number(number.substr(0, dot)) : 0;
    const auto book = parse_number(shared ? number.substr(dot + 1) : number);
    if (!owner || !book || row->item_class == ItemClass::kMail) {
        return std::nullopt;
    }
    return Layer{row->item_class, *owner, *book};
}

LayerState state_of(const LayerChoices& choices, std::string_view device_type, const Layer& layer) {
    if (layer.owner != 0 && !choices.shared_allowed) {
        return {false, LayerSource::kStandard};
    }
    if (const auto shown = chosen(choices.device, layer)) {
        return {*shown, LayerSource::kDevice};
    }
    if (const auto shown = chosen_for_kind(choices, device_type, layer)) {
        return {*shown, LayerSource::kKind};
    }
    if (const auto shown = chosen(choices.account, layer)) {
        return {*shown, LayerSource::kAccount};
    }
    return {layer.owner == 0, LayerSource::kStandard};
}

}  // namespace syncgate
