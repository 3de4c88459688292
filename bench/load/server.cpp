#include "bench/load/server.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace syncgate::bench {
namespace {

using namespace std::chrono_literals;

std::string binary() {
    if (const char* path = std::getenv("SYNCGATE_BIN")) {
        return path;
    }
    return (std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path() /
            "syncgate")
        .string();
}

std::uint64_t field_of(const std::string& file, const std::string& name) {
    std::ifstream in(file);
    std::string line;
    while (std::getline(in, line)) {
        if (line.starts_with(name + ":")) {
            return std::strtoull(line.c_str() + name.size() + 1, nullptr, 10) * 1024;
        }
    }
    throw std::runtime_error(file + ": no " + name);
}

std::uint16_t port_of(const std::string& ready, const std::string& name) {
    std::istringstream lines(ready);
    std::string key;
    std::string address;
    while (lines >> key >> address) {
        if (key == name) {
            return static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1)));
        }
    }
    throw std::runtime_error("the ready file names no " + name);
}

}  // namespace

double now_seconds() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

TempFolder::TempFolder(bool durable) {
    const bool memory = !durable && std::filesystem::exists("/dev/shm");
    std::string name = (memory ? "/dev/shm" : std::filesystem::temp_directory_path().string()) +
                       "/syncgate-bench-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) {
        throw std::runtime_error("no temporary folder");
    }
    path_ = name;
}

TempFolder::~TempFolder() {
    std::error_code ignored;  // a leftover in a temporary folder harms nobody
    std::filesystem::remove_all(path_, ignored);
}

Server::Server(const std::filesystem::path& data) {
    const auto ready = data / "ready";
    std::filesystem::remove(ready);
    const std::string program = binary();
    const std::string log = (data / "serve.log").string();
    const double start = now_seconds();
    pid_ = fork();
    if (pid_ == 0) {
        const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        dup2(out, 1);
        dup2(out, 2);
        for (const char* limit :
             {"SYNCGATE_LIMITS_DEVICE_REQUESTS", "SYNCGATE_LIMITS_DEVICE_REPEATS",
              "SYNCGATE_LIMITS_DEVICE_RESETS"}) {
            setenv(limit, "0", 1);  // what is measured is no phone's own pace
        }
        execl(program.c_str(), program.c_str(), "--data", data.c_str(), "serve", "--https",
              "127.0.0.1:0", "--lmtp", "127.0.0.1:0", "--ready-file", ready.c_str(),
              static_cast<char*>(nullptr));
        _exit(127);
    }
    while (!std::filesystem::exists(ready)) {
        int status = 0;
        if (waitpid(pid_, &status, WNOHANG) == pid_ || now_seconds() - start > 60) {
            throw std::runtime_error(program + " does not start; see " + log);
        }
        std::this_thread::sleep_for(2ms);
    }
    start_seconds_ = now_seconds() - start;
    std::stringstream content;
    content << std::ifstream(ready).rdbuf();
    https_ = port_of(content.str(), "https");
    lmtp_ = port_of(content.str(), "lmtp");
}

Server::~Server() {
    kill(pid_, SIGTERM);
    for (int i = 0; i < 1500; ++i) {
        if (waitpid(pid_, nullptr, WNOHANG) == pid_) {
            return;
        }
        std::this_thread::sleep_for(10ms);
    }
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
}

double Server::cpu_seconds() const {
    // schedstat counts nanoseconds a thread; stat only ticks of 10 ms.
    double nanos = 0;
    for (const auto& task :
         std::filesystem::directory_iterator("/proc/" + std::to_string(pid_) + "/task")) {
        double on_cpu = 0;
        std::ifstream(task.path() / "schedstat") >> on_cpu;
        nanos += on_cpu;
    }
    return nanos / 1e9;
}

std::uint64_t Server::private_bytes() const {
    return field_of("/proc/" + std::to_string(pid_) + "/smaps_rollup", "Anonymous");
}

std::uint64_t Server::forget_peak() const {
    const std::string process = "/proc/" + std::to_string(pid_);
    std::ofstream(process + "/clear_refs") << "5";
    return field_of(process + "/status", "VmRSS");
}

std::uint64_t Server::peak_bytes() const {
    return field_of("/proc/" + std::to_string(pid_) + "/status", "VmHWM");
}

double socket_bytes() {
    const std::array caches{"TCP",
                            "TCPv6",
                            "sock_inode_cache",
                            "filp",
                            "eventpoll_epi",
                            "eventpoll_pwq",
                            "ep_head",
                            "skbuff_head_cache",
                            "skbuff_small_head",
                            "lsm_file_cache",
                            "lsm_inode_cache"};
    std::ifstream in("/proc/slabinfo");
    double bytes = 0;
    double files = 0;
    double dentry = 0;
    for (std::string line; std::getline(in, line);) {
        std::istringstream fields(line);
        std::string name;
        double active = 0;
        double all = 0;
        double size = 0;
        fields >> name >> active >> all >> size;
        if (std::find(caches.begin(), caches.end(), name) != caches.end()) {
            bytes += all * size;
        }
        files = name == "filp" ? all : files;
        dentry = name == "dentry" ? size : dentry;
    }
    return bytes > 0 ? bytes + files * dentry
                     : static_cast<double>(field_of("/proc/meminfo", "Slab"));
}

}  // namespace syncgate::bench
