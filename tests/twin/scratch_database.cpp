#include "tests/twin/scratch_database.h"

#include <atomic>
#include <iostream>

#include <unistd.h>

#include "store/failure.h"
#include "store/postgres/connection.h"

namespace syncgate::twin {
namespace {

std::string next_name() {
    static std::atomic<int> number = 0;
    return "twin_" + std::to_string(getpid()) + "_" + std::to_string(++number);
}

}  // namespace

ScratchDatabase::ScratchDatabase(std::string cluster)
    : cluster_(std::move(cluster)), name_(next_name()) {
    store::postgres::connect(cluster_)->define("CREATE DATABASE " + name_);
}

ScratchDatabase::~ScratchDatabase() {
    try {
        store::postgres::connect(cluster_)->define("DROP DATABASE " + name_ + " WITH (FORCE)");
    } catch (const store::StoreFailure& failure) {
        std::cerr << "twin: " << failure.error().detail << "\n";
    }
}

}  // namespace syncgate::twin
