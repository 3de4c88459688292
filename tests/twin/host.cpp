#include "tests/twin/host.h"

#include "formats/mime/message_index.h"
#include "store/directory.h"

namespace syncgate::twin {
namespace {

constexpr AccountId kAccount = 1;

}  // namespace

Host::Host(std::filesystem::path folder, const std::string& database, const Clock& clock)
    : folder_(std::move(folder)), clock_(clock) {
    mime::init();
    if (!database.empty()) {
        database_.emplace(database);
    }
    {
        const auto store = open_store(0);
        check(store->directory().add_domain("twin.example").has_value(), "no domain");
        check(must(store->create_account("u@twin.example", "hash")) == kAccount, "no account");
    }
    open();
}

Host::~Host() {
    close();
}

std::filesystem::path Host::generation() const {
    return folder_ / std::to_string(generation_);
}

std::unique_ptr<store::Store> Host::open_store(std::size_t gateway) {
    store::Store::Services services{clock_, log_, this};
    if (!database_) {
        return must(store::Store::open(generation(), services));
    }
    services.database = database_->conninfo();
    return must(store::Store::open(folder_ / ("gateway" + std::to_string(gateway)), services));
}

void Host::open() {
    for (std::size_t i = 0; i < (database_ ? gateways_.size() : 1); ++i) {
        auto& gateway = gateways_[i];
        gateway.store = open_store(i);
        gateway.endpoint = std::make_unique<activesync::Endpoint>(
            activesync::Services{*gateway.store, clock_, log_, false, {}});
        gateway.account = must(gateway.store->account(kAccount));
    }
}

void Host::close() {
    for (auto& gateway : gateways_) {
        gateway.account.reset();
        gateway.endpoint.reset();
        gateway.store.reset();
    }
}

Server Host::server() {
    if (database_) {
        turn_ = (turn_ + 1) % gateways_.size();
    }
    return {gateways_[turn_].endpoint.get(), {kAccount, "u@twin.example"}};
}

void Host::restart() {
    close();
    open();
}

void Host::copy_to_next() {
    const auto next = folder_ / std::to_string(generation_ + 1);
    std::filesystem::copy(generation(), next, std::filesystem::copy_options::recursive);
    copied_ = true;
}

void Host::changed(AccountId, CollectionId, Modseq) {
    if (armed_ && !copied_) {
        copy_to_next();
    }
}

bool Host::kill() {
    if (database_) {
        restart();
        return false;
    }
    const bool at_commit = copied_;
    if (!copied_) {
        copy_to_next();
    }
    close();
    std::filesystem::remove_all(generation());
    ++generation_;
    armed_ = copied_ = false;
    open();
    return at_commit;
}

}  // namespace syncgate::twin
