/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/pd-ctl-arguments.h"
#include "model/pd-record-type.h"

G_BEGIN_DECLS

typedef struct _PdCtl PdCtl;

/**
 * PdCtlCommand:
 *
 * One row of the table that parsing, help and the manual's check are read from.
 */
struct _PdCtlCommand
{
  const char *group; /* (nullable) "order"; NULL for a command that stands alone */
  const char *name;
  const char *arguments; /* (nullable) as help shows them */
  guint min_arguments;
  guint max_arguments;
  const char *help; /* untranslated */
  const char *example;
  const PdCtlOption *options;        /* (nullable) ends with a NULL name */
  const PdRecordType *type;          /* (nullable) what the command is about */
  const PdRecordType *field_options; /* (nullable) each field that a person writes is an option, too */
  gboolean (*run) (PdCtl *ctl, GError **error);
  gboolean no_cache; /* works without the cache, and makes none */
};

/* The option of every command that checks an order: what a person may decide against a warning. */
#define PD_CTL_ACCEPT_OVERRIDABLE                                                                            \
  {                                                                                                          \
    "accept-overridable", NULL,                                                                              \
        N_ ("Let in what a person may let in, such as a tax number's wrong check digit")                     \
  }

const PdCtlCommand *pd_ctl_commands (guint *n_commands);
const PdCtlCommand *pd_ctl_command_find (const char *group, const char *name);
gboolean pd_ctl_is_group (const char *name);

G_END_DECLS
