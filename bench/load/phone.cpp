#include "bench/load/phone.h"

#include <stdexcept>

#include "base/base64.h"
#include "formats/wbxml/tags.h"

namespace syncgate::bench {
namespace {

using wbxml::Element;
namespace air_sync = wbxml::air_sync;
namespace provision = wbxml::provision;
namespace hierarchy = wbxml::folder_hierarchy;
namespace ping_page = wbxml::ping;
namespace base_page = wbxml::air_sync_base;
namespace settings = wbxml::settings;

constexpr int kMime = 4;  // a body's Type
constexpr std::string_view kPolicyType = "MS-EAS-Provisioning-WBXML";

std::string text_of(const Element& element, wbxml::Tag tag) {
    const auto text = element.text(tag);
    return text ? std::string(*text) : std::string();
}

const Element& need(const Element* element, const char* what) {
    if (element == nullptr) {
        throw std::runtime_error(std::string("no ") + what + " in the answer");
    }
    return *element;
}

Element provision_request(const std::string& key) {
    Element root(provision::kProvision);
    if (key == "0") {
        auto& set = root.add(settings::kDeviceInformation).add(settings::kSet);
        set.add(settings::kModel, std::string("bench"));
    }
    auto& policy = root.add(provision::kPolicies).add(provision::kPolicy);
    policy.add(provision::kPolicyType, std::string(kPolicyType));
    if (key != "0") {
        policy.add(provision::kPolicyKey, key);
        policy.add(provision::kStatus, 1);
    }
    return root;
}

}  // namespace

Phone::Phone(std::uint16_t port, std::string address, std::string device, const std::string& source)
    : port_(port),
      address_(std::move(address)),
      device_(std::move(device)),
      source_(source),
      authorization_(base64_encode(address_ + ":" + std::string(kPassword))) {
    connect();
}

void Phone::connect() {
    connection_ = std::make_unique<TlsClient>(port_, source_);
}

std::string Phone::head(const std::string& command, std::size_t length,
                        const std::string& more) const {
    return "POST /Microsoft-Server-ActiveSync?Cmd=" + command + "&User=" + address_ +
           "&DeviceId=" + device_ +
           "&DeviceType=Bench HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic " +
           authorization_ + "\r\nMS-ASProtocolVersion: 14.1\r\nX-MS-PolicyKey: " + policy_key_ +
           "\r\nUser-Agent: Bench/1.0\r\nContent-Type: application/vnd.ms-sync.wbxml\r\n"
           "Content-Length: " +
           std::to_string(length) + "\r\n" + more + "\r\n";
}

std::string Phone::options_request() const {
    return "OPTIONS /Microsoft-Server-ActiveSync?User=" + address_ + "&DeviceId=" + device_ +
           "&DeviceType=Bench HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic " +
           authorization_ + "\r\n\r\n";
}

Response Phone::post(const std::string& command, const Element* root, const std::string& more) {
    const std::string body = root == nullptr ? std::string() : wbxml::write(*root);
    connection_->send(head(command, body.size(), more) + body);
    Response response = connection_->receive();
    if (response.status != 200) {
        throw HttpFailure(command, std::move(response));
    }
    return response;
}

void Phone::set_up() {
    for (int phase = 0; phase < 2; ++phase) {
        const Element request = provision_request(policy_key_);
        const Response response = post("Provision", &request);
        const auto answer = wbxml::parse(response.body);
        const auto& policies =
            need(answer ? answer->child(provision::kPolicies) : nullptr, "Policies");
        policy_key_ =
            text_of(need(policies.child(provision::kPolicy), "Policy"), provision::kPolicyKey);
    }
    folder_sync();
}

void Phone::folder_sync() {
    Element root(hierarchy::kFolderSync);
    root.add(hierarchy::kSyncKey, folder_key_);
    const Response response = post("FolderSync", &root);
    const auto answer = wbxml::parse(response.body);
    if (!answer || text_of(*answer, hierarchy::kStatus) != "1") {
        throw std::runtime_error("FolderSync failed");
    }
    folder_key_ = text_of(*answer, hierarchy::kSyncKey);
    for (const auto& add : need(answer->child(hierarchy::kChanges), "Changes").children()) {
        if (add.tag() == hierarchy::kAdd) {
            folders_.push_back(text_of(add, hierarchy::kServerId));
            const std::string type = text_of(add, hierarchy::kType);
            if (type == "2") {
                inbox_ = folders_.back();
            } else if (type == "9") {
                contacts_ = folders_.back();
            }
        }
    }
}

std::vector<std::string> Phone::folders(std::size_t count) const {
    return {folders_.begin(),
            folders_.begin() + static_cast<std::ptrdiff_t>(std::min(count, folders_.size()))};
}

std::string& Phone::key_of(const std::string& folder) {
    for (auto& key : keys_) {
        if (key.folder == folder) {
            return key.key;
        }
    }
    return keys_.emplace_back(Key{folder, "0"}).key;
}

Phone::Page Phone::sync(const std::string& folder, int window) {
    std::string& key = key_of(folder);
    Element root(air_sync::kSync);
    auto& collection = root.add(air_sync::kCollections).add(air_sync::kCollection);
    collection.add(air_sync::kSyncKey, key);
    collection.add(air_sync::kCollectionId, folder);
    if (key != "0") {
        collection.add(air_sync::kGetChanges, 1);
        collection.add(air_sync::kWindowSize, window);
        auto& options = collection.add(air_sync::kOptions);
        options.add(air_sync::kFilterType, 0);
        if (body_type_ == kMime) {
            options.add(air_sync::kMIMESupport, 2);
        }
        auto& body = options.add(base_page::kBodyPreference);
        body.add(base_page::kType, body_type_);
        body.add(base_page::kTruncationSize, body_bytes_);
    }
    const Response response = post("Sync", &root);
    Page page;
    page.bytes = response.body.size();
    if (response.body.empty()) {
        return page;
    }
    const auto answer = wbxml::parse(response.body);
    const Element* collections = answer ? answer->child(air_sync::kCollections) : nullptr;
    const auto& given =
        need(need(collections, "Collections").child(air_sync::kCollection), "Collection");
    if (text_of(given, air_sync::kStatus) != "1") {
        throw std::runtime_error("Sync: Status " + text_of(given, air_sync::kStatus));
    }
    key = text_of(given, air_sync::kSyncKey);
    page.more = given.has(air_sync::kMoreAvailable);
    if (const Element* commands = given.child(air_sync::kCommands)) {
        for (const auto& command : commands->children()) {
            page.adds += command.tag() == air_sync::kAdd ? 1 : 0;
        }
    }
    return page;
}

void Phone::sync_all(const std::string& folder, int window) {
    if (key_of(folder) == "0") {
        sync(folder, window);
    }
    while (sync(folder, window).more) {
    }
}

void Phone::ping(const std::vector<std::string>& folders, int heartbeat) {
    Element root(ping_page::kPing);
    root.add(ping_page::kHeartbeatInterval, heartbeat);
    auto& list = root.add(ping_page::kFolders);
    for (const auto& id : folders) {
        auto& folder = list.add(ping_page::kFolder);
        folder.add(ping_page::kId, id);
        folder.add(ping_page::kClass, std::string("Email"));
    }
    const std::string body = wbxml::write(root);
    connection_->send(head("Ping", body.size()) + body);
}

void Phone::hang(const std::vector<std::string>& folders, int heartbeat) {
    Element root(air_sync::kSync);
    auto& collections = root.add(air_sync::kCollections);
    for (const auto& id : folders) {
        auto& collection = collections.add(air_sync::kCollection);
        collection.add(air_sync::kSyncKey, key_of(id));
        collection.add(air_sync::kCollectionId, id);
        collection.add(air_sync::kGetChanges, 1);
    }
    root.add(air_sync::kHeartbeatInterval, heartbeat);
    const std::string body = wbxml::write(root);
    connection_->send(head("Sync", body.size()) + body);
}

}  // namespace syncgate::bench
