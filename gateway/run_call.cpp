#include "gateway/run_call.h"

#include <iostream>

#include "gateway/executor.h"

namespace syncgate {

int failed(const std::string& what) {
    std::cerr << "syncgate: " << what << "\n";
    return 1;
}

int run_call(const CommandLine& line, const admin::Call& call) {
    auto executor = Executor::open(line.data, line.database);
    if (!executor) {
        return failed(executor.error().detail);
    }
    auto done = (*executor)->run(call);
    if (!done) {
        return failed(done.error().detail);
    }
    std::cout << *done << std::flush;
    return 0;
}

}  // namespace syncgate
