// A SQLite VFS that joins the writes of a commit to the write-ahead log: SQLite writes each frame,
// and its header apart, by a call of its own. All else is the system's own VFS.
//
// Source: https://www.sqlite.org/fileformat2.html#walformat, https://www.sqlite.org/vfs.html.
#pragma once

namespace syncgate::store::sqlite {

// Makes it the VFS that connections opened from now on use. Once; throws StoreFailure.
void join_log_writes();

// Stands around a COMMIT of a connection with synchronous=FULL: what this thread writes to a log
// meanwhile is held back, up to 64 KiB at a time, and written in one piece.
//
// Nothing is held back from a sync or a read. SQLite syncs the log before it tells other
// connections of a commit, or counts any of its frames: what could not be written fails the commit
// and loses nothing else.
class JoinedCommit {
  public:
    JoinedCommit();
    ~JoinedCommit();
    JoinedCommit(const JoinedCommit&) = delete;
    JoinedCommit& operator=(const JoinedCommit&) = delete;
};

}  // namespace syncgate::store::sqlite
