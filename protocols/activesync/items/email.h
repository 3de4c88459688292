// Mail as ActiveSync shows it. Source: MS-ASEMAIL 2.2.2, MS-ASAIRS 2.2.2.
#pragma once

#include <vector>

#include "formats/mime/message_index.h"
#include "protocols/activesync/items/item_kind.h"

namespace syncgate::activesync {

class EmailKind final : public ItemKind {
  public:
    [[nodiscard]] wbxml::Element render(const store::Snapshot& snapshot, const Item& item,
                                        const RenderOptions& options) const override;
    [[nodiscard]] wbxml::Element render_state(const store::Snapshot& snapshot, const Item& item,
                                              const RenderOptions& options) const override;
    [[nodiscard]] wbxml::Element stand_in(const Item& item, Version version) const override;
    int merge(store::Change& change, const Item& item, const wbxml::Element& data,
              const EditOptions& options) const override;
    int replace(store::Change& change, const Item& item, const wbxml::Element& data,
                const EditOptions& options) const override;
    [[nodiscard]] std::optional<std::string> merged(const store::Snapshot& snapshot,
                                                    const Item& item, const wbxml::Element& data,
                                                    const EditOptions& options) const override;
    [[nodiscard]] std::optional<wbxml::Element> told(const store::Snapshot& snapshot,
                                                     const Item& item, const wbxml::Element& data,
                                                     bool is_new) const override;
    [[nodiscard]] bool conflicts(const wbxml::Element& data) const override;
    Added add(store::Change& change, const Collection& collection, const wbxml::Element& data,
              const EditOptions& options) const override;
};

// Adds the names of a list as people read it, "Jane Doe; John"; nothing for an empty one.
void add_name_list(wbxml::Element& parent, wbxml::Tag tag, const std::vector<mime::Address>& list);

}  // namespace syncgate::activesync
