// A provisioned device that talks WBXML to an endpoint in this process, over a real store.
#pragma once

#include <string>

#include "formats/wbxml/element.h"
#include "formats/wbxml/tags.h"
#include "protocols/activesync/endpoint.h"
#include "tests/unit/store/store_fixture.h"

namespace syncgate::activesync {

class QuietWaiting final : public Waiting {
  public:
    void watch(const Watch&) override {}
    [[nodiscard]] std::optional<Modseq> highest(AccountId, CollectionId) const override {
        return std::nullopt;
    }
};

class DeviceTest : public store::StoreTest {
  protected:
    using Element = wbxml::Element;

    void SetUp() override {
        StoreTest::SetUp();
        endpoint_ = std::make_unique<Endpoint>(Services{*store_, clock_, log_, false, {}});
        inbox_ = folder(*account_, Role::kInbox);
        provision();
    }

    Outcome send(const std::string& command, const Element* root) {
        const std::string body = root == nullptr ? std::string() : wbxml::write(*root);
        Request request;
        request.method = "POST";
        request.path = "/Microsoft-Server-ActiveSync";
        request.query = "Cmd=" + command + "&User=u&DeviceId=PHONE&DeviceType=" + device_type_;
        request.headers.add("MS-ASProtocolVersion", "14.1");
        request.headers.add("X-MS-PolicyKey", policy_key_);
        request.headers.add("Content-Type", "application/vnd.ms-sync.wbxml");
        request.body = body;
        request.who = {account_->id(), account_->address()};
        request.waiting = &waiting_;
        return endpoint_->handle(request);
    }

    // The answer as XML, "" for an empty body, "parked" for a request that waits.
    std::string ask(const std::string& command, const Element& root) {
        return shown(send(command, &root));
    }
    std::string ask_without_body(const std::string& command) {
        return shown(send(command, nullptr));
    }

    // The content of the first element of that name; "" when there is none.
    static std::string first(const std::string& xml, const std::string& name) {
        const auto start = xml.find("<" + name + ">");
        if (start == std::string::npos) {
            return {};
        }
        const auto from = start + name.size() + 2;
        return xml.substr(from, xml.find('<', from) - from);
    }

    static std::string shown(const Outcome& outcome) {
        if (std::holds_alternative<Park>(outcome)) {
            return "parked";
        }
        const auto& reply = std::get<Reply>(outcome);
        EXPECT_EQ(reply.status, 200);
        const auto& body = std::get<std::string>(reply.body);
        if (body.empty()) {
            return {};
        }
        const auto parsed = wbxml::parse(body);
        EXPECT_TRUE(parsed);
        return parsed ? xml_of(*parsed) : std::string();
    }

    // Names without their page, no white space.
    static std::string xml_of(const Element& element) {
        std::string name(wbxml::name_of(element.tag()));
        name = name.substr(name.find(':') + 1);
        std::string xml = "<" + name + ">" + std::string(element.content());
        for (const auto& child : element.children()) {
            xml += xml_of(child);
        }
        return xml + "</" + name + ">";
    }

    Uid deliver(CollectionId collection, std::string_view subject) {
        return deliver_mail(collection, "Subject: " + std::string(subject) + "\r\n\r\nBody\r\n");
    }
    Uid deliver_text(CollectionId collection, const std::string& text) {
        return deliver_mail(collection, "Subject: text\r\n\r\n" + text);
    }
    Uid deliver_mail(CollectionId collection, const std::string& mail) {
        auto made = account_->write([&](store::Change& change) -> Result<Uid> {
            store::NewItem item;
            item.object = change.add_object(store::index_mail(mail));
            item.sort_key = clock_.now();
            return change.add_item(collection, item);
        });
        EXPECT_TRUE(made);
        return *made;
    }

    CollectionId add_folder(std::string_view name) {
        auto made = account_->write([&](store::Change& change) -> Result<CollectionId> {
            return change.add_collection(ItemClass::kMail, 0, Role::kNone, name);
        });
        EXPECT_TRUE(made);
        return *made;
    }

    std::string folder_sync(const std::string& key) {
        Element root(wbxml::folder_hierarchy::kFolderSync);
        root.add(wbxml::folder_hierarchy::kSyncKey, key);
        return ask("FolderSync", root);
    }

    std::string sync(CollectionId collection, const std::string& key, int window = 100) {
        namespace air_sync = wbxml::air_sync;
        Element root(air_sync::kSync);
        Element& asked = root.add(air_sync::kCollections).add(air_sync::kCollection);
        asked.add(air_sync::kSyncKey, key);
        asked.add(air_sync::kCollectionId, collection);
        if (key != "0") {
            asked.add(air_sync::kWindowSize, window);
        }
        return ask("Sync", root);
    }

    std::unique_ptr<Endpoint> endpoint_;
    QuietWaiting waiting_;
    CollectionId inbox_ = 0;
    std::string device_type_ = "Test";

  private:
    void provision() {
        namespace page = wbxml::provision;
        for (int phase = 0; phase < 2; ++phase) {
            Element root(page::kProvision);
            if (phase == 0) {
                namespace settings = wbxml::settings;
                root.add(settings::kDeviceInformation)
                    .add(settings::kSet)
                    .add(settings::kModel, std::string("test"));
            }
            Element& policy = root.add(page::kPolicies).add(page::kPolicy);
            policy.add(page::kPolicyType, std::string("MS-EAS-Provisioning-WBXML"));
            if (phase == 1) {
                policy.add(page::kPolicyKey, policy_key_);
                policy.add(page::kStatus, 1);
            }
            policy_key_ = first(ask("Provision", root), "PolicyKey");
            ASSERT_NE(policy_key_, "");
        }
    }

    std::string policy_key_ = "0";
};

}  // namespace syncgate::activesync
