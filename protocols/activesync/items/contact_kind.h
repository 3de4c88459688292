// Contacts as ActiveSync shows and changes them: items whose native text is a vCard.
//
// An object of a contact is its text alone: it has no envelope, structure or preview, and search
// has no words of it. The item's name is that of its DAV resource, its native_uid the card's UID;
// its sort key is constant, since a device holds whole address books.
// Source: MS-ASCNTC; protocols/activesync/items/contact.h.
#pragma once

#include "protocols/activesync/items/item_kind.h"

namespace syncgate::activesync {

class ContactKind final : public ItemKind {
  public:
    [[nodiscard]] wbxml::Element render(const store::Snapshot& snapshot, const Item& item,
                                        const RenderOptions& options) const override;
    // Contacts have no state beside their text: the whole item.
    [[nodiscard]] wbxml::Element render_state(const store::Snapshot& snapshot, const Item& item,
                                              const RenderOptions& options) const override;
    [[nodiscard]] wbxml::Element stand_in(const Item& item, Version version) const override;
    int merge(store::Change& change, const Item& item, const wbxml::Element& data,
              const EditOptions& options) const override;
    int replace(store::Change& change, const Item& item, const wbxml::Element& data,
                const EditOptions& options) const override;
    // A Change: what a device can't say is kept.
    int replace_unseen(store::Change& change, const Item& item, const wbxml::Element& data,
                       const EditOptions& options) const override;
    [[nodiscard]] std::optional<std::string> merged(const store::Snapshot& snapshot,
                                                    const Item& item, const wbxml::Element& data,
                                                    const EditOptions& options) const override;
    [[nodiscard]] bool conflicts(const wbxml::Element& data) const override;
    Added add(store::Change& change, const Collection& collection, const wbxml::Element& data,
              const EditOptions& options) const override;
};

}  // namespace syncgate::activesync
