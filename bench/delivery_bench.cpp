// What a delivery costs inside the process, without sockets and threads: the commit alone, in
// memory and on the disk, and the whole of store::deliver. Every message is another one.
#include <string>

#include <benchmark/benchmark.h>

#include "bench/load/accounts.h"
#include "bench/load/server.h"
#include "formats/mime/message_index.h"
#include "store/delivery.h"
#include "store/directory.h"
#include "store/store.h"

namespace {

using namespace syncgate;

constexpr int kKind = 5;  // plain text and HTML

class OneAccount {
  public:
    explicit OneAccount(bool durable) : folder_(durable) {
        mime::init();
        bench::make_accounts(folder_.path(), 1, 0);
        store_ = *store::Store::open(folder_.path(), {clock_, log_});
        account_ = *store_->account(store_->directory().find_login(bench::account_name(0))->id);
    }
    store::Account& account() { return *account_; }
    const Clock& clock() { return clock_; }

  private:
    bench::TempFolder folder_;
    SystemClock clock_;
    NullLog log_;
    std::unique_ptr<store::Store> store_;
    std::shared_ptr<store::Account> account_;
};

void commit(benchmark::State& state) {
    OneAccount one(state.range(0) != 0);
    std::string message = bench::make_message(kKind, 10'000);
    auto mail = store::index_mail(message);
    std::uint64_t n = 0;
    for (auto _ : state) {
        bench::make_another(message, ++n);
        if (!store::deliver(one.account(), one.clock(), mail)) {
            state.SkipWithError("not delivered");
        }
    }
}
BENCHMARK(commit)->ArgName("disk")->Arg(0)->Arg(1);

void index_and_commit(benchmark::State& state) {
    OneAccount one(state.range(0) != 0);
    std::string message = bench::make_message(kKind, 10'000);
    std::uint64_t n = 0;
    for (auto _ : state) {
        bench::make_another(message, ++n);
        const auto mail = store::index_mail(message);
        if (!store::deliver(one.account(), one.clock(), mail)) {
            state.SkipWithError("not delivered");
        }
    }
}
BENCHMARK(index_and_commit)->ArgName("disk")->Arg(0)->Arg(1);

}  // namespace

BENCHMARK_MAIN();
