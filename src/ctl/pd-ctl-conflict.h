/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/pd-ctl.h"
#include "store/pd-store-resolve.h"

G_BEGIN_DECLS

gboolean pd_ctl_conflict_list (PdCtl *ctl, GError **error);
gboolean pd_ctl_conflict_show (PdCtl *ctl, GError **error);
gboolean pd_ctl_conflict_resolve (PdCtl *ctl, GError **error);
gboolean pd_ctl_conflict_undo (PdCtl *ctl, GError **error);

/* Shared by the files of this group. */
PdStoreConflict *
pd_ctl_conflict_find (PdStoreSession *session, const char *name, gboolean open, GError **error);
char *pd_ctl_conflict_title (const PdStoreConflict *conflict);
void pd_ctl_conflict_json (PdCtlJson *json, const char *name, const PdStoreConflict *conflict);
void pd_ctl_conflict_print (PdCtl *ctl, const PdStoreConflict *conflict, const PdResolution *resolution);
void pd_ctl_conflict_print_total (PdCtl *ctl, const PdResolution *resolution);
gboolean pd_ctl_conflict_decide (PdResolution *resolution, const PdCtlArguments *arguments, GError **error);

G_END_DECLS
