/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim-random.h"

G_BEGIN_DECLS

/** SimDisk: a machine's disk, in memory: it forgets at a crash what was not synchronised. */
typedef struct _SimDisk SimDisk;

/** SimImage: what was on a disk at one time. */
typedef struct _SimImage SimImage;

/** SimSurvival: what a commit is to its machine; SIM_DIES_AFTER: it is on the disk, and nobody has heard of it. */
typedef enum
{
  SIM_SURVIVES,
  SIM_DIES_BEFORE,
  SIM_DIES_AFTER
} SimSurvival;

typedef SimSurvival (*SimCommit) (gpointer data);

void sim_vfs_register (void);
void sim_vfs_seed (guint64 seed);

SimDisk *sim_disk_new (const char *folder, guint64 seed, guint64 stream);
void sim_disk_free (SimDisk *disk);
void sim_disk_crash_after (SimDisk *disk, guint points);
void sim_disk_fill (SimDisk *disk, gint64 room);
gboolean sim_disk_is_full (const SimDisk *disk);
void sim_disk_crash (SimDisk *disk);
void sim_disk_watch_commits (SimDisk *disk, SimCommit on_commit, gpointer data);
void sim_disk_lie (SimDisk *disk);
gboolean sim_disk_is_down (const SimDisk *disk);
void sim_disk_restart (SimDisk *disk);

SimImage *sim_disk_copy (const SimDisk *disk);
void sim_disk_erase (SimDisk *disk);
void sim_disk_restore (SimDisk *disk, const SimImage *image);
void sim_image_free (SimImage *image);

G_END_DECLS
