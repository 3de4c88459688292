#include "protocols/activesync/items/item_kind.h"

#include "formats/wbxml/tags.h"
#include "protocols/activesync/items/email.h"

namespace syncgate::activesync {
namespace {

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
    [[nodiscard]] wbxml::Element stand_in(const Item&) const override {
        return wbxml::Element(wbxml::air_sync::kApplicationData);
    }
    int merge(store::Change&, const Item&, const wbxml::Element&, Version) const override {
        return kItemInvalid;
    }
    [[nodiscard]] bool conflicts(const wbxml::Element&) const override { return true; }
    Added add(store::Change&, const Collection&, const wbxml::Element&, Version) const override {
        return {};
    }
};

}  // namespace

const ItemKind& item_kind(ItemClass item_class) {
    static const EmailKind email;
    static const EmptyKind empty;
    if (item_class == ItemClass::kMail) {
        return email;
    }
    return empty;
}

}  // namespace syncgate::activesync
