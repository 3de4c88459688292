#include "bench/load/cluster.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include <sys/stat.h>
#include <unistd.h>

#include "bench/load/server.h"
#include "store/backup.h"
#include "store/postgres/connection.h"

namespace syncgate::bench {
namespace {

constexpr const char* kScript = SYNCGATE_SOURCE_DIR "/script/postgres-cluster";

// What the command prints; throws when it fails.
std::string output_of(const std::string& command) {
    FILE* pipe = popen(command.c_str(), "r");
    std::string out;
    std::array<char, 256> part{};
    while (pipe != nullptr && fgets(part.data(), part.size(), pipe) != nullptr) {
        out += part.data();
    }
    if (pipe == nullptr || pclose(pipe) != 0) {
        throw std::runtime_error("failed: " + command);
    }
    return out.substr(0, out.find('\n'));
}

// Fields 14 and 15 (own), and 16 and 17 (children that ended) of /proc/PID/stat, in ticks.
double ticks_of(const std::filesystem::path& process, bool with_children) {
    std::ifstream in(process / "stat");
    std::string line;
    std::getline(in, line);
    std::istringstream fields(line.substr(std::min(line.rfind(')') + 1, line.size())));
    std::string skipped;
    for (int i = 3; i < 14; ++i) {
        fields >> skipped;
    }
    double own_user = 0;
    double own_system = 0;
    double user = 0;
    double system = 0;
    fields >> own_user >> own_system >> user >> system;
    return own_user + own_system + (with_children ? user + system : 0);
}

}  // namespace

Cluster::Cluster() {
    std::string name = "/tmp/syncgate-bench-pg-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) {
        throw std::runtime_error("no temporary folder");
    }
    folder_ = name;
    chmod(name.c_str(), 0755);  // PostgreSQL has a user of its own
    conninfo_ = output_of(std::string(kScript) + " start " + name +
                          " max_connections=100 shared_buffers=512MB max_wal_size=4GB");
}

Cluster::~Cluster() {
    const std::string stop = std::string(kScript) + " stop " + folder_.string() + " immediate";
    if (std::system(stop.c_str()) == 0) {
        std::error_code ignored;  // a leftover in a temporary folder harms nobody
        std::filesystem::remove_all(folder_, ignored);
    }
}

std::string Cluster::new_database() {
    const std::string name = "bench" + std::to_string(++databases_);
    store::postgres::connect(conninfo_)->define("CREATE DATABASE " + name);
    return conninfo_ + " dbname=" + name;
}

double Cluster::cpu_seconds() const {
    std::string pid;
    std::getline(std::ifstream(folder_ / "data" / "postmaster.pid") >> std::ws, pid);
    double ticks = ticks_of("/proc/" + pid, true);
    std::ifstream children("/proc/" + pid + "/task/" + pid + "/children");
    for (std::string child; children >> child;) {
        ticks += ticks_of("/proc/" + child, false);
    }
    return ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
}

void put_into(const std::filesystem::path& data, const std::string& conninfo) {
    std::ofstream(data / "database") << conninfo << "\n";
}

void move_into(const std::filesystem::path& data, const std::string& conninfo) {
    const TempFolder files(false);
    const auto moved = store::copy_store({data}, {files.path(), conninfo}, [](const auto&) {});
    if (!moved || !moved->is_whole()) {
        throw std::runtime_error("the store was not copied");
    }
    put_into(data, conninfo);
}

}  // namespace syncgate::bench
