#include "protocols/activesync/items/item_kind.h"

#include <algorithm>

#include "formats/wbxml/tags.h"
#include "protocols/activesync/items/contact_kind.h"
#include "protocols/activesync/items/email.h"

namespace syncgate::activesync {
namespace {

struct ClassRow {
    ItemClass item_class;
    std::string_view name;
};
constexpr ClassRow kClasses[] = {
    {ItemClass::kMail, "Email"}, {ItemClass::kContact, "Contacts"}, {ItemClass::kEvent, "Calendar"},
    {ItemClass::kTask, "Tasks"}, {ItemClass::kNote, "Notes"},
};

// A class that has no items yet.
class EmptyKind final : public ItemKind {
  public:
    [[nodiscard]] wbxml::Element render(const store::Snapshot&, const Item&,
                                        const RenderOptions&) const override {
        return wbxml::Element(wbxml::air_sync::kApplicationData);
    }
    [[nodiscard]] wbxml::Element render_state(const store::Snapshot&, const Item&,
                                              const RenderOptions&) const override {
        return wbxml::Element(wbxml::air_sync::kApplicationData);
    }
    [[nodiscard]] wbxml::Element stand_in(const Item&, Version) const override {
        return wbxml::Element(wbxml::air_sync::kApplicationData);
    }
    int merge(store::Change&, const Item&, const wbxml::Element&,
              const EditOptions&) const override {
        return kItemInvalid;
    }
    int replace(store::Change&, const Item&, const wbxml::Element&,
                const EditOptions&) const override {
        return kItemInvalid;
    }
    [[nodiscard]] bool conflicts(const wbxml::Element&) const override { return true; }
    Added add(store::Change&, const Collection&, const wbxml::Element&,
              const EditOptions&) const override {
        return {};
    }
};

}  // namespace

std::string_view class_name(ItemClass item_class) {
    const auto* row =
        std::find_if(std::begin(kClasses), std::end(kClasses),
                     [&](const ClassRow& each) { return each.item_class == item_class; });
    return row == std::end(kClasses) ? "" : row->name;
}

std::optional<ItemClass> class_named(std::string_view name) {
    const auto* row = std::find_if(std::begin(kClasses), std::end(kClasses),
                                   [&](const ClassRow& each) { return each.name == name; });
    return row == std::end(kClasses) ? std::nullopt : std::optional(row->item_class);
}

const ItemKind& item_kind(ItemClass item_class) {
    static const EmailKind email;
    static const ContactKind contact;
    static const EmptyKind empty;
    switch (item_class) {
        case ItemClass::kMail:
            return email;
        case ItemClass::kContact:
            return contact;
        case ItemClass::kEvent:
        case ItemClass::kTask:
        case ItemClass::kNote:
            return empty;
    }
    return empty;
}

}  // namespace syncgate::activesync
