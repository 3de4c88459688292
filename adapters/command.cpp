#include "adapters/command.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"

namespace syncgate::adapters {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr std::uint64_t kPiece = 64U << 10U;
constexpr std::size_t kSaid = 200;                 // bytes of its output that are kept
constexpr std::chrono::milliseconds kLook = 20ms;  // how often whether it has ended

Error unavailable(std::string what) {
    return {ErrorCode::kUnavailable, std::move(what)};
}

class File {
  public:
    File() = default;
    explicit File(int descriptor) : descriptor_(descriptor) {}
    File(File&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    File& operator=(File&& other) noexcept {
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() { close(); }

    void close() {
        if (descriptor_ >= 0) {
            ::close(std::exchange(descriptor_, -1));
        }
    }
    [[nodiscard]] int get() const { return descriptor_; }
    [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }

  private:
    int descriptor_ = -1;
};

struct Pipe {
    File reads, writes;
};

std::optional<Pipe> make_pipe() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) {
        return std::nullopt;
    }
    return Pipe{File(ends[0]), File(ends[1])};
}

// A process of a group of its own, which is killed where nobody waited for its end.
class Child {
  public:
    Child() = default;
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child() {
        if (pid_ > 0) {
            kill(-pid_, SIGKILL);
            while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
            }
        }
    }

    // What went wrong; 0: nothing.
    int start(const Command& command, const Pipe& input, const Pipe& output);

    // Its wait status, once it has ended.
    std::optional<int> ended() {
        int status = 0;
        if (waitpid(pid_, &status, WNOHANG) != pid_) {
            return std::nullopt;
        }
        kill(-pid_, SIGKILL);  // what it left behind
        pid_ = -1;
        return status;
    }

  private:
    pid_t pid_ = -1;
};

std::vector<std::string> environment_of(const Command& command) {
    std::vector<std::string> all;
    for (char** each = environ; *each != nullptr; ++each) {
        all.emplace_back(*each);
    }
    for (const auto& [name, value] : command.variables) {
        const std::string begin = name + "=";
        std::erase_if(all, [&](const std::string& each) { return each.starts_with(begin); });
        all.push_back(begin + value);
    }
    return all;
}

int Child::start(const Command& command, const Pipe& input, const Pipe& output) {
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_adddup2(&files, input.reads.get(), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, output.writes.get(), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, output.writes.get(), STDERR_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
    // This process blocks and ignores signals that a program expects to have.
    sigset_t none;
    sigset_t usual;
    sigemptyset(&none);
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &usual);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(
        &attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    auto variables = environment_of(command);
    std::vector<char*> environment;
    for (auto& each : variables) {
        environment.push_back(each.data());
    }
    environment.push_back(nullptr);
    std::string shell = "/bin/sh";
    std::string option = "-c";
    std::string line = command.line;
    std::array<char*, 4> arguments{shell.data(), option.data(), line.data(), nullptr};
    const int wrong = posix_spawn(&pid_, shell.c_str(), &files, &attributes, arguments.data(),
                                  environment.data());
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    if (wrong != 0) {
        pid_ = -1;
    }
    return wrong;
}

// What goes in and comes out while it runs.
class Talk {
  public:
    Talk(const MailText& input, File to, File from)
        : input_(input), to_(std::move(to)), from_(std::move(from)) {
        fcntl(to_.get(), F_SETFL, O_NONBLOCK);
        fcntl(from_.get(), F_SETFL, O_NONBLOCK);
    }

    // Goes on with both, for so long at most where neither can.
    Result<void> go_on(std::chrono::milliseconds wait) {
        std::array<pollfd, 2> files{{{to_.get(), POLLOUT, 0}, {from_.get(), POLLIN, 0}}};
        poll(files.data(), files.size(), static_cast<int>(wait.count()));
        if (files[1].revents != 0) {
            listen();
        }
        return files[0].revents != 0 ? say() : Result<void>();
    }
    void listen() {
        std::array<char, 4096> piece{};
        for (;;) {
            const auto got = read(from_.get(), piece.data(), piece.size());
            if (got <= 0) {
                if (got == 0) {
                    from_.close();
                }
                return;
            }
            said_.append(piece.data(), std::min<std::size_t>(static_cast<std::size_t>(got),
                                                             kSaid - said_.size()));
        }
    }
    [[nodiscard]] std::string said() const {
        return std::string(trim(to_plain_line(cut_utf8(said_, kSaid))));
    }

  private:
    Result<void> say() {
        if (piece_.empty() && at_ < input_.size) {
            auto read = input_.read(at_, std::min(at_ + kPiece, input_.size));
            if (!read) {
                return read.error();
            }
            piece_ = *std::move(read);
            at_ += piece_.size();
        }
        if (piece_.empty()) {
            to_.close();
            return {};
        }
        const auto written = write(to_.get(), piece_.data(), piece_.size());
        if (written > 0) {
            piece_.erase(0, static_cast<std::size_t>(written));
        } else if (errno != EAGAIN && errno != EINTR) {
            to_.close();  // it does not want more
        }
        return {};
    }

    const MailText& input_;
    File to_, from_;
    std::uint64_t at_ = 0;
    std::string piece_;  // that is still to be written
    std::string said_;
};

std::string ending(int status) {
    return WIFEXITED(status) ? "status " + std::to_string(WEXITSTATUS(status))
                             : "signal " + std::to_string(WTERMSIG(status));
}

}  // namespace

Result<void> run_command(const Command& command, const MailText& input) {
    auto to = make_pipe();
    auto from = make_pipe();
    if (!to || !from) {
        return unavailable(std::string("no pipe: ") + std::strerror(errno));
    }
    Child child;
    if (const int wrong = child.start(command, *to, *from); wrong != 0) {
        return unavailable(std::string("not started: ") + std::strerror(wrong));
    }
    to->reads.close();
    from->writes.close();
    Talk talk(input, std::move(to->writes), std::move(from->reads));
    const auto deadline = Clock::now() + command.most;
    while (Clock::now() < deadline && !command.stop.stop_requested()) {
        if (const auto status = child.ended()) {
            talk.listen();
            const auto said = talk.said();
            return *status == 0 ? Result<void>()
                                : unavailable(ending(*status) + (said.empty() ? "" : ": " + said));
        }
        if (auto gone = talk.go_on(kLook); !gone) {
            return gone;
        }
    }
    return unavailable(command.stop.stop_requested() ? "it was to stop" : "it took too long");
}

}  // namespace syncgate::adapters
