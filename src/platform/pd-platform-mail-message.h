/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"

G_BEGIN_DECLS

/* What the files of one mail may weigh together, bytes, before base64 makes a third more of them: many servers take no
 * more than 20 MB. */
#define PD_MAIL_FILES_MAX (14 * 1000 * 1000)

/** PdMailFile: one file of an invoice. */
typedef struct
{
  const char *kind; /* "pdf", "ofd" or "xml" */
  GBytes *bytes;    /* (owned) */
} PdMailFile;

void pd_mail_file_free (PdMailFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdMailFile, pd_mail_file_free)

/** PdMailContent: what a mail is made of; the same content makes the same bytes. */
typedef struct
{
  const char *sender;        /* an address */
  const char *sender_name;   /* (nullable) the seller's name when NULL */
  const char *recipient;     /* an address */
  const char *const *copies; /* addresses */
  const char *language;      /* "zh_CN" or "en" */
  const char *message_id;    /* without brackets */
  gint64 time;               /* microseconds since 1970 in UTC */
  const PdRecord *invoice;   /* (nullable) NULL for a mail that only tries the server out */
  GPtrArray *files;          /* (nullable) of PdMailFile */
} PdMailContent;

char *pd_mail_ascii_address (const char *address);
GBytes *pd_mail_message_new (const PdMailContent *content);
char *pd_mail_file_kinds (GPtrArray *files);

G_END_DECLS
