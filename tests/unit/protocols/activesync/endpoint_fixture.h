// A device in front of the endpoint, over a real store.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "formats/wbxml/tags.h"
#include "protocols/activesync/endpoint.h"
#include "tests/unit/store/store_fixture.h"

namespace syncgate::activesync {

// Notes what a handler waits for.
class HeardWatch final : public Waiting {
  public:
    void watch(const Watch& watch) override { watched.push_back(watch); }
    [[nodiscard]] std::optional<Modseq> highest(AccountId, CollectionId) const override {
        return std::nullopt;
    }
    std::vector<Watch> watched;
};

struct Answered {
    int status = 0;
    Headers headers;
    std::string body;
    std::vector<std::pair<std::string_view, std::string>> notes;

    // The body as a document.
    [[nodiscard]] wbxml::Element root() const {
        auto parsed = wbxml::parse(body);
        EXPECT_TRUE(parsed) << "HTTP " << status << ", " << body.size() << " bytes: no document";
        return parsed ? *std::move(parsed) : wbxml::Element(wbxml::air_sync::kSync);
    }
    // "" when there is none.
    [[nodiscard]] std::string header(std::string_view name) const {
        const auto* value = headers.find(name);
        return value == nullptr ? "" : *value;
    }
    [[nodiscard]] std::string note(std::string_view name) const {
        for (const auto& [key, value] : notes) {
            if (key == name) {
                return value;
            }
        }
        return "";
    }
};

class EndpointTest : public store::StoreTest {
  protected:
    void SetUp() override {
        StoreTest::SetUp();
        restart();
    }

    // The server anew, over the same store.
    void restart() {
        endpoint_ =
            std::make_unique<Endpoint>(Services{*store_, clock_, log_, relays_, traces().string()});
    }

    [[nodiscard]] std::filesystem::path traces() const { return folder_.path() / "traces"; }

    Request request(std::string_view command, std::string_view body = {}) {
        Request request;
        request.method = "POST";
        request.path = "/Microsoft-Server-ActiveSync";
        request.query = "Cmd=" + std::string(command) + "&User=u1&DeviceId=" + device_ +
                        "&DeviceType=" + device_type_ + query_;
        request.headers.add("MS-ASProtocolVersion", version_);
        request.headers.add("User-Agent", user_agent_);
        if (!policy_key_.empty()) {
            request.headers.add("X-MS-PolicyKey", policy_key_);
        }
        if (!body.empty()) {
            request.headers.add("Content-Type", content_type_);
        }
        for (const auto& [name, value] : headers_) {
            request.headers.add(name, value);
        }
        request.body = body;
        request.who = who(*account_);
        request.waiting = &waiting_;
        return request;
    }

    static Identity who(const store::Account& account) {
        return Identity{account.id(), account.address()};
    }

    Answered handle(Request& request) {
        auto outcome = endpoint_->handle(request);
        auto* reply = std::get_if<Reply>(&outcome);
        EXPECT_NE(reply, nullptr) << "parked";
        return reply == nullptr ? Answered{} : answered(std::move(*reply));
    }

    static Answered answered(Reply reply) {
        auto* bytes = std::get_if<std::string>(&reply.body);
        EXPECT_NE(bytes, nullptr);
        return {reply.status, std::move(reply.headers), bytes == nullptr ? "" : std::move(*bytes),
                std::move(reply.notes)};
    }

    Answered post(std::string_view command, std::string_view body = {}) {
        auto asked = request(command, body);
        return handle(asked);
    }
    Answered post(std::string_view command, const wbxml::Element& root) {
        const std::string body = wbxml::write(root);
        return post(command, body);
    }

    // Both phases; the device has its key afterwards.
    void provision() {
        policy_key_ = "0";
        const auto first = post("Provision", provision_request("", ""));
        policy_key_ = policy_key_of(first);
        const auto second = post("Provision", provision_request(policy_key_, "1"));
        policy_key_ = policy_key_of(second);
        ASSERT_NE(policy_key_, "");
    }

    static wbxml::Element provision_request(std::string_view key, std::string_view status) {
        namespace provision = wbxml::provision;
        namespace settings = wbxml::settings;
        wbxml::Element root(provision::kProvision);
        if (status.empty()) {
            root.add(settings::kDeviceInformation)
                .add(settings::kSet)
                .add(settings::kModel, std::string("Model 1"));
        }
        auto& policy = root.add(provision::kPolicies).add(provision::kPolicy);
        policy.add(provision::kPolicyType, std::string("MS-EAS-Provisioning-WBXML"));
        if (!status.empty()) {
            policy.add(provision::kPolicyKey, std::string(key));
            policy.add(provision::kStatus, std::string(status));
        }
        return root;
    }

    static std::string policy_key_of(const Answered& answer) {
        namespace provision = wbxml::provision;
        const auto root = answer.root();
        const auto* policies = root.child(provision::kPolicies);
        const auto* policy = policies == nullptr ? nullptr : policies->child(provision::kPolicy);
        return policy == nullptr ? ""
                                 : std::string(policy->text(provision::kPolicyKey).value_or(""));
    }

    std::optional<Device> device() {
        auto found =
            account_->read([&](const store::Snapshot& snapshot) -> Result<std::optional<Device>> {
                return snapshot.device(device_);
            });
        EXPECT_TRUE(found);
        return *found;
    }
    template <class F>
    void change_device(F change) {
        auto done = account_->note([&](store::Note& note) -> Result<bool> {
            auto device = note.device(device_);
            change(*device);
            note.update_device(*device);
            return true;
        });
        ASSERT_TRUE(done);
    }

    store::Delivered deliver(std::string_view message, Role role = Role::kInbox) {
        auto delivered = store::deliver(*account_, clock_, {.message = message, .role = role});
        EXPECT_TRUE(delivered);
        return *delivered;
    }

    std::string version_ = "14.1", device_ = "phone1", device_type_ = "iPhone", policy_key_, query_,
                user_agent_ = "Apple-iPhone/1.0", content_type_ = "application/vnd.ms-sync.wbxml";
    std::vector<std::pair<std::string, std::string>> headers_;
    bool relays_ = true;
    HeardWatch waiting_;
    std::unique_ptr<Endpoint> endpoint_;
};

}  // namespace syncgate::activesync
