/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "ctl/pd-ctl-arguments.h"
#include "ctl/pd-ctl-command.h"
#include "ctl/pd-ctl-json.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

/**
 * PdCtlStatus: how the program ends; scripts read it.
 * @PD_CTL_STATUS_OK: done
 * @PD_CTL_STATUS_FAILED: not done
 * @PD_CTL_STATUS_USAGE: the command line is wrong; nothing was done
 * @PD_CTL_STATUS_PARTLY: something was refused or did not come in time; the rest was done
 * @PD_CTL_STATUS_NOT_CONNECTED: nobody is signed in, or the platform cannot be reached
 * @PD_CTL_STATUS_NOT_FOUND: there is no such record
 * @PD_CTL_STATUS_CANCELLED: a person stopped it
 */
typedef enum
{
  PD_CTL_STATUS_OK = 0,
  PD_CTL_STATUS_FAILED = 1,
  PD_CTL_STATUS_USAGE = 2,
  PD_CTL_STATUS_PARTLY = 3,
  PD_CTL_STATUS_NOT_CONNECTED = 4,
  PD_CTL_STATUS_NOT_FOUND = 5,
  PD_CTL_STATUS_CANCELLED = 130
} PdCtlStatus;

/* The code of an error of this domain is the status that the program ends with. */
#define PD_CTL_ERROR (pd_ctl_error_quark ())
GQuark pd_ctl_error_quark (void);

/** PdCtl: one run of the program. */
struct _PdCtl
{
  PdCtlArguments *arguments; /* (owned) */
  GCancellable *cancellable; /* (owned) (nullable) */
  char *data_dir;            /* (owned) */
  PdStore *store;            /* (owned) (nullable) until a command opens it */
  PdCtlStatus status;        /* what a command that did its work ends with */
  GString *out;              /* (borrowed) */
  GString *err;              /* (borrowed) */
  PdCtlJson *document;       /* (owned) the answer with --json */
  gboolean lines;            /* a command wrote its own documents with --json, a line each */
};

PdCtlStatus
pd_ctl_run (int argc, const char *const *argv, GCancellable *cancellable, GString *out, GString *err);

gboolean pd_ctl_open (PdCtl *ctl, GError **error);
void pd_ctl_say (PdCtl *ctl, const char *format, ...) G_GNUC_PRINTF (2, 3);
void pd_ctl_print (PdCtl *ctl, const char *format, ...) G_GNUC_PRINTF (2, 3);
void pd_ctl_warn (PdCtl *ctl, const char *format, ...) G_GNUC_PRINTF (2, 3);
void pd_ctl_finish_cb (GObject *source, GAsyncResult *result, gpointer slot);
GAsyncResult *pd_ctl_wait (GAsyncResult **slot);
gboolean pd_ctl_sleep (PdCtl *ctl, guint milliseconds);

G_END_DECLS
