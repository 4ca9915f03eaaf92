/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record-type.h"

G_BEGIN_DECLS

typedef struct _PdCtlCommand PdCtlCommand;

/** PdCtlOption: an option of a command. */
typedef struct
{
  const char *name;     /* without dashes */
  const char *argument; /* (nullable) what help calls its value; NULL for a flag */
  const char *help;     /* untranslated */
  gboolean repeats;
} PdCtlOption;

/** PdCtlArguments: a command line, taken apart. */
typedef struct
{
  const PdCtlCommand *command; /* (nullable) NULL when only help or the version is asked for */
  const char *group;           /* (nullable) of which help is asked for */
  char *data_dir;              /* (owned) (nullable) */
  gboolean json;
  gboolean quiet;
  gboolean help;
  gboolean version;
  GPtrArray *positionals; /* (owned) of char* */
  GHashTable *options;    /* (owned) name → GPtrArray of char* */
} PdCtlArguments;

PdCtlArguments *pd_ctl_arguments_parse (int argc, const char *const *argv, gboolean *json, GError **error);
void pd_ctl_arguments_free (PdCtlArguments *arguments);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdCtlArguments, pd_ctl_arguments_free)

const PdCtlOption *pd_ctl_global_options (void);
const char *pd_ctl_arguments_positional (const PdCtlArguments *arguments, guint index);
gboolean pd_ctl_arguments_has (const PdCtlArguments *arguments, const char *option);
const char *pd_ctl_arguments_get (const PdCtlArguments *arguments, const char *option);
GPtrArray *pd_ctl_arguments_get_all (const PdCtlArguments *arguments, const char *option);
gboolean pd_ctl_arguments_get_number (const PdCtlArguments *arguments,
                                      const char *option,
                                      gint64 max,
                                      gint64 *number,
                                      GError **error);
gboolean
pd_ctl_arguments_get_date (const PdCtlArguments *arguments, const char *option, char **date, GError **error);

gboolean pd_ctl_field_is_writable (const PdField *field);
int pd_ctl_option_field (const PdRecordType *type, const char *option);

G_END_DECLS
