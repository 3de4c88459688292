// Messages in a real store, seen through the email item.
#pragma once

#include <string>
#include <string_view>

#include "formats/wbxml/tags.h"
#include "protocols/activesync/items/email.h"
#include "tests/unit/store/store_fixture.h"

namespace syncgate::activesync {

class EmailTest : public store::StoreTest {
  protected:
    Item deliver(std::string_view message, std::uint32_t flags = 0) {
        auto delivered = store::deliver(*account_, clock_,
                                        {.message = message, .role = Role::kInbox, .flags = flags});
        EXPECT_TRUE(delivered);
        return item(delivered->collection, delivered->uid);
    }

    Item item(CollectionId collection, Uid uid) {
        auto found = account_->read([&](const store::Snapshot& snapshot) -> Result<Item> {
            return *snapshot.item(collection, uid);
        });
        EXPECT_TRUE(found);
        return *found;
    }
    Item again(const Item& before) { return item(before.collection, before.uid); }

    wbxml::Element render(const Item& item, const RenderOptions& options) {
        auto rendered =
            account_->read([&](const store::Snapshot& snapshot) -> Result<wbxml::Element> {
                return kind_.render(snapshot, item, options);
            });
        EXPECT_TRUE(rendered);
        return *std::move(rendered);
    }
    wbxml::Element render_state(const Item& item, const RenderOptions& options) {
        auto rendered =
            account_->read([&](const store::Snapshot& snapshot) -> Result<wbxml::Element> {
                return kind_.render_state(snapshot, item, options);
            });
        EXPECT_TRUE(rendered);
        return *std::move(rendered);
    }
    // The item status of a client's Change.
    int merge(const Item& item, const wbxml::Element& data) {
        auto merged = account_->write([&](store::Change& change) -> Result<int> {
            return kind_.merge(change, item, data, EditOptions{});
        });
        EXPECT_TRUE(merged);
        return *merged;
    }

    static RenderOptions options(Version version, std::vector<BodyPreference> bodies = {},
                                 int mime_support = 0) {
        RenderOptions options;
        options.version = version;
        options.bodies = std::move(bodies);
        options.mime_support = mime_support;
        return options;
    }
    static BodyPreference preference(int type, std::optional<std::uint32_t> size = std::nullopt,
                                     bool all_or_none = false) {
        BodyPreference preference;
        preference.type = type;
        preference.truncation_size = size;
        preference.all_or_none = all_or_none;
        return preference;
    }

    static std::string text(const wbxml::Element& data, wbxml::Tag tag) {
        const auto found = data.text(tag);
        return found ? std::string(*found) : "(absent)";
    }
    // A value in the Body.
    static std::string in_body(const wbxml::Element& data, wbxml::Tag tag) {
        const auto* body = data.child(wbxml::air_sync_base::kBody);
        return body == nullptr ? "(no body)" : text(*body, tag);
    }
    static std::string data_of(const wbxml::Element& data) {
        return in_body(data, wbxml::air_sync_base::kData);
    }

    EmailKind kind_;
};

}  // namespace syncgate::activesync
