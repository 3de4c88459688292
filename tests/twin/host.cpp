#include "tests/twin/host.h"

#include "formats/mime/message_index.h"
#include "store/directory.h"

namespace syncgate::twin {
namespace {

constexpr AccountId kAccount = 1;

}  // namespace

Host::Host(std::filesystem::path folder, const Clock& clock)
    : folder_(std::move(folder)), clock_(clock) {
    mime::init();
    store_ = must(store::Store::open(generation(), {clock_, log_, this}));
    check(store_->directory().add_domain("twin.example").has_value(), "no domain");
    check(must(store_->create_account("u@twin.example", "hash")) == kAccount, "no account");
    server_.who = {kAccount, "u@twin.example"};
    restart();
}

Host::~Host() = default;

std::filesystem::path Host::generation() const {
    return folder_ / std::to_string(generation_);
}

void Host::open() {
    store_ = must(store::Store::open(generation(), {clock_, log_, this}));
    endpoint_ = std::make_unique<activesync::Endpoint>(
        activesync::Services{*store_, clock_, log_, nullptr, {}});
    server_.endpoint = endpoint_.get();
    account_ = must(store_->account(kAccount));
}

void Host::close() {
    account_.reset();
    endpoint_.reset();
    store_.reset();
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
