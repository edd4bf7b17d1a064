"""家庭经济困难学生认定: from telling the families to the archive, with scoring, 公示, evidence and mid-term changes."""
