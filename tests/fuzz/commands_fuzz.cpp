// Any document as a request of the command that its root names, sent twice by a device that is let
// in: the answer is a document, or a code of HTTP, and nothing throws. The version is chosen by the
// size. Keys are those of the last answers, so that a request gets past them.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "formats/mime/message_index.h"
#include "formats/wbxml/tags.h"
#include "model/change_listener.h"
#include "protocols/activesync/commands/command.h"
#include "protocols/activesync/endpoint.h"
#include "store/delivery.h"
#include "store/directory.h"
#include "store/store.h"
#include "tests/unit/store/temp_folder.h"

namespace {

using namespace syncgate;
using wbxml::Element;

constexpr UnixSeconds kNow = 1'795'500'000;
constexpr std::uint32_t kPolicyKey = 7;
constexpr int kInputsOfAStore = 2000;  // then it is made anew, so that it does not grow

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

class Deaf final : public ChangeListener {
  public:
    void changed(AccountId, CollectionId, Modseq) override {}
    void mail_waits() override {}
    void credentials_changed(AccountId) override {}
    void regime_changed() override {}
    void missed() override {}
};

class Unwatched final : public Waiting {
  public:
    void watch(const Watch&) override {}
    [[nodiscard]] std::optional<Modseq> highest(AccountId, CollectionId) const override {
        return std::nullopt;
    }
};

// An account with two mails, and the server in front of it.
class World {
  public:
    World() {
        mime::init();
        auto opened = store::Store::open(folder_.path(), {clock_, log_, &deaf_});
        require(opened.has_value());
        store_ = *std::move(opened);
        require(store_->directory().add_domain("example.org").has_value());
        const auto id = store_->create_account("u1@example.org", "hash");
        require(id.has_value());
        account_ = *store_->account(*id);
        for (const auto* subject : {"one", "two"}) {
            const std::string mail = "From: a@example.org\r\nSubject: " + std::string(subject) +
                                     "\r\nContent-Type: text/html\r\n\r\n<p>text</p>\r\n";
            require(store::deliver(*account_, clock_, {.message = mail, .role = Role::kInbox})
                        .has_value());
        }
        require(account_
                    ->note([](store::Note& note) -> Result<bool> {
                        Device device = note.ensure_device("FUZZ", "Fuzz");
                        device.policy_key = kPolicyKey;
                        note.update_device(device);
                        return true;
                    })
                    .has_value());
        endpoint_ = std::make_unique<activesync::Endpoint>(
            activesync::Services{*store_, clock_, log_, false, {}});
    }

    void send(std::string_view command, std::string_view version, const Element& root) {
        const std::string body = wbxml::write(with_keys(root));
        Request request;
        request.method = "POST";
        request.path = "/Microsoft-Server-ActiveSync";
        request.query = "Cmd=" + std::string(command) + "&User=u1&DeviceId=FUZZ&DeviceType=Fuzz";
        request.headers.add("MS-ASProtocolVersion", std::string(version));
        request.headers.add("X-MS-PolicyKey", std::to_string(kPolicyKey));
        request.headers.add("Content-Type", "application/vnd.ms-sync.wbxml");
        request.body = body;
        request.who = {account_->id(), account_->address()};
        request.waiting = &waiting_;
        auto outcome = endpoint_->handle(request);
        if (auto* park = std::get_if<Park>(&outcome)) {
            wake(std::move(park->state));
        } else {
            look_at(std::get<Reply>(outcome));
        }
    }

  private:
    void wake(std::string state) {
        Parked parked{{account_->id(), account_->address()},
                      {},
                      std::move(state),
                      &waiting_,
                      std::chrono::seconds(1)};
        auto outcome = endpoint_->resume(parked, Wake::kDeadline);
        if (const auto* reply = std::get_if<Reply>(&outcome)) {
            look_at(*reply);
        }
    }

    // What is sent must be what a client can read.
    void look_at(const Reply& reply) {
        require(reply.status >= 200 && reply.status < 600 && reply.status != 500);
        const auto* type = reply.headers.find("Content-Type");
        const auto* bytes = std::get_if<std::string>(&reply.body);
        if (type == nullptr || *type != "application/vnd.ms-sync.wbxml" || bytes == nullptr) {
            return;
        }
        const auto root = wbxml::parse(*bytes);
        require(root.has_value());
        learn(*root);
    }

    void learn(const Element& element) {
        if (std::string* key = key_of(element.tag())) {
            *key = std::string(element.content());
        }
        for (const auto& child : element.children()) {
            learn(child);
        }
    }

    std::string* key_of(wbxml::Tag tag) {
        return tag == wbxml::air_sync::kSyncKey           ? &sync_key_
               : tag == wbxml::folder_hierarchy::kSyncKey ? &folder_key_
                                                          : nullptr;
    }

    Element with_keys(const Element& element) {
        if (element.children().empty()) {
            const std::string* key = key_of(element.tag());
            const bool known = key != nullptr && element.content() != "0" && !key->empty();
            return Element::borrowed(element.tag(), known ? *key : element.content(),
                                     element.is_opaque());
        }
        Element out(element.tag());
        for (const auto& child : element.children()) {
            out.add(with_keys(child));
        }
        return out;
    }

    TempFolder folder_;
    FakeClock clock_{kNow};
    NullLog log_;
    Deaf deaf_;
    Unwatched waiting_;
    std::unique_ptr<store::Store> store_;
    std::shared_ptr<store::Account> account_;
    std::unique_ptr<activesync::Endpoint> endpoint_;
    std::string sync_key_, folder_key_;
};

World& world() {
    static std::unique_ptr<World> now;
    static int inputs = 0;
    if (inputs++ % kInputsOfAStore == 0) {
        now.reset();
        now = std::make_unique<World>();
    }
    return *now;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::array kVersions = {"2.5", "12.0", "12.1", "14.0", "14.1", "16.0", "16.1"};
    const auto root = wbxml::parse({reinterpret_cast<const char*>(data), size});
    if (!root) {
        return 0;
    }
    for (const auto& command : activesync::commands()) {
        if (command.root == root->tag()) {
            World& at = world();
            const auto* version = kVersions[size % kVersions.size()];
            at.send(command.name, version, *root);
            at.send(command.name, version, *root);
        }
    }
    return 0;
}
