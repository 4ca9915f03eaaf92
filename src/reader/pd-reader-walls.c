/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reader"

#include "reader/pd-reader-walls.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>

/* Memory of the largest picture that is read, and of the libraries; a bomb meets it. The sanitizers map terabytes. */
#ifdef __SANITIZE_ADDRESS__
#define MAX_MEMORY RLIM_INFINITY
#else
#define MAX_MEMORY (3UL * 1024 * 1024 * 1024)
#endif
#define MAX_FILES 256

/* What reading a file never needs: networks, other processes, the kernel's settings, and changing any file. */
static const char *const refused[] = {
  "socket",
  "socketpair",
  "connect",
  "bind",
  "listen",
  "accept",
  "accept4",
  "sendto",
  "sendmsg",
  "recvfrom",
  "recvmsg",
  "ptrace",
  "process_vm_readv",
  "process_vm_writev",
  "mount",
  "umount2",
  "pivot_root",
  "chroot",
  "setns",
  "unshare",
  "bpf",
  "perf_event_open",
  "userfaultfd",
  "keyctl",
  "add_key",
  "request_key",
  "init_module",
  "finit_module",
  "delete_module",
  "kexec_load",
  "reboot",
  "swapon",
  "swapoff",
  "unlink",
  "unlinkat",
  "rename",
  "renameat",
  "renameat2",
  "mkdir",
  "mkdirat",
  "rmdir",
  "link",
  "linkat",
  "symlink",
  "symlinkat",
  "truncate",
  "ftruncate",
  "chmod",
  "fchmod",
  "fchmodat",
  "chown",
  "fchown",
  "lchown",
  "fchownat",
  "mknod",
  "mknodat",
  "creat",
  "setxattr",
  "lsetxattr",
  "fsetxattr",
  "removexattr",
  "utimensat",
  "io_uring_setup",
  "open_by_handle_at",
  "memfd_secret",
  "personality",
};

static gboolean
limit (int resource, rlim_t most)
{
  struct rlimit limits = { most, most };

  return setrlimit (resource, &limits) == 0;
}

/* Opening is for reading: any of the ways to write is refused as if the file system were read-only. */
static int
refuse_writing (scmp_filter_ctx filter)
{
  static const unsigned long long ways[][2] = {
    { O_ACCMODE, O_WRONLY },
    { O_ACCMODE, O_RDWR },
    { O_CREAT, O_CREAT },
  };
  int status = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (ways) && status == 0; i++)
    {
      status = seccomp_rule_add (filter, SCMP_ACT_ERRNO (EROFS), SCMP_SYS (openat), 1,
                                 SCMP_A2 (SCMP_CMP_MASKED_EQ, ways[i][0], ways[i][1]));
      if (status == 0)
        status = seccomp_rule_add (filter, SCMP_ACT_ERRNO (EROFS), SCMP_SYS (open), 1,
                                   SCMP_A1 (SCMP_CMP_MASKED_EQ, ways[i][0], ways[i][1]));
    }
  /* Its flags are behind a pointer that a filter cannot look at; the C library falls back to openat. */
  return status != 0 ? status : seccomp_rule_add (filter, SCMP_ACT_ERRNO (ENOSYS), SCMP_SYS (openat2), 0);
}

static int
load_filter (scmp_filter_ctx filter)
{
  int status = refuse_writing (filter);

  for (gsize i = 0; i < G_N_ELEMENTS (refused) && status == 0; i++)
    {
      int call = seccomp_syscall_resolve_name (refused[i]);

      /* Older libraries and other machines do not know every name. */
      if (call != __NR_SCMP_ERROR && call >= 0)
        status = seccomp_rule_add (filter, SCMP_ACT_ERRNO (EPERM), call, 0);
    }
  return status != 0 ? status : seccomp_load (filter);
}

/**
 * pd_reader_walls_raise:
 * @error: return location for a #GIOErrorEnum
 *
 * Takes from this process, for good, what reading a file does not need: it can neither change files nor reach a network
 * or another process, and its memory is limited. What it starts inherits all of that.
 *
 * Returns: whether the walls stand; a process without them must not read
 */
gboolean
pd_reader_walls_raise (GError **error)
{
  scmp_filter_ctx filter = seccomp_init (SCMP_ACT_ALLOW);
  int status = filter == NULL ? -ENOMEM : 0;

  if (status == 0 &&
      (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl (PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 ||
       !limit (RLIMIT_AS, MAX_MEMORY) || !limit (RLIMIT_NOFILE, MAX_FILES) || !limit (RLIMIT_FSIZE, 0) ||
       !limit (RLIMIT_CORE, 0)))
    status = -errno;
  if (status == 0)
    status = load_filter (filter);
  if (filter != NULL)
    seccomp_release (filter);
  if (status != 0)
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (-status), "%s", g_strerror (-status));
  return status == 0;
}
